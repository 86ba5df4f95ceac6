import { configure, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import WorkflowsPage from "./WorkflowsPage.tsx";

configure({ asyncUtilTimeout: 10_000 });

const none = { approve: 0, decline: 0, mark_for_review: 0, do_nothing: 0 };
const workflow = (id: string, name: string) => ({
  id,
  name,
  event: "inquiry.completed",
  state: "draft",
  running: null,
  latest_version: null,
  draft: null,
  runs_today: none,
});

it("gives the focus back to the link when the order is closed", { timeout: 30_000 }, async () => {
  const data = [workflow("wfl_s", "Sanctions"), workflow("wfl_o", "Onboarding")];
  answerCalls({
    "GET /v1/workflows": { data, next_cursor: null },
    "GET /v1/workflow_order": { data: ["wfl_s", "wfl_o"], etag: "e0" },
  });
  renderPage(<WorkflowsPage />, {
    path: "/workflows",
    at: "/workflows",
    session: sessionWith("workflows.read", "workflows.write"),
  });
  await userEvent.click(await screen.findByRole("link", { name: "Change the order" }));
  await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.getByRole("link", { name: "Change the order" })).toHaveFocus());
});
