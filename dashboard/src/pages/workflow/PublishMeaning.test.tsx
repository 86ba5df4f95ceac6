import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Workflow, WorkflowDocument } from "@/api/types.ts";
import { catalogue } from "@/editor/testing/fixtures.ts";
import { answerCalls } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { PublishMeaning } from "./PublishMeaning.tsx";
import { type WorkflowPageData, WorkflowPageProvider } from "./page-data.ts";

const workflow = {
  id: "wfl_1",
  name: "Onboarding",
  event: "inquiry.completed",
  state: "running",
  running: { version: 2, since: "2026-11-22T10:42:07Z", since_by: null },
  latest_version: 2,
} as Workflow;
const document = { routes: [] } as unknown as WorkflowDocument;

const beside = (name: string, not_asked: string | null) => ({
  workflow: `wfl_${name}`,
  workflow_name: name,
  version: 3,
  runs_before: true,
  not_asked,
});

it("names what runs beside the draft and could not be compared, and what is undecided", async () => {
  const undecided = beside("Watch", null);
  answerCalls({
    "POST /v1/workflows/disagreements": {
      beside: [
        beside("Old", "its text cannot be executed any more"),
        undecided,
        beside("Ages", null),
      ],
      disagreements: [
        {
          with: undecided,
          theirs: "decline",
          ours: "approve",
          verdict: "undecided",
          scope: "present_lists",
          witness: null,
          because: "it takes more work than is allowed",
        },
      ],
    },
    "POST /v1/workflows/compare": {
      baseline: { workflow: "wfl_1", version: 2 },
      words: [],
      comparison: null,
      unproved_because: "version 2 cannot be executed",
    },
    "GET /v1/workflows/wfl_1/versions/2": { document },
  });
  const data = { workflow, catalogue, lists: [], draft: { diagnostics: [] }, session: null };
  renderPage(
    <WorkflowPageProvider value={data as unknown as WorkflowPageData}>
      <PublishMeaning document={document} />
    </WorkflowPageProvider>,
    { path: "/", at: "/" },
  );
  await screen.findByText(
    /^“Old”, version 3, runs beside it and was not compared: its text cannot/,
  );
  screen.getByText(/Whether “Watch” ever declines somebody whom this one approves could not/);
  screen.getByText("Proved: never differently than “Ages”.");
  await screen.findByText("Nothing could be proved: version 2 cannot be executed.");
  expect(screen.queryByText(/never differently than.*“Old”/)).toBeNull();
});
