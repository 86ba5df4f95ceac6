import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { SinceStartCounts, Workflow } from "@/api/types.ts";
import { catalogue } from "@/editor/testing/fixtures.ts";
import { answerCalls } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { type WorkflowPageData, WorkflowPageProvider } from "./page-data.ts";
import { SinceStart } from "./SinceStart.tsx";

const at = "2026-11-22T10:42:07Z";
const workflow: Workflow = {
  id: "wfl_1",
  name: "Onboarding",
  event: "inquiry.completed",
  state: "running",
  running: { version: 2, since: at, since_by: null },
  paused_at: null,
  latest_version: 2,
  draft: null,
  created_at: at,
  position: 1,
  runs_today: { approve: 0, decline: 0, mark_for_review: 0, do_nothing: 0 },
};
const compared: SinceStartCounts = {
  from: at,
  complete_to: at,
  expected_of: 1_000,
  actual_of: 500,
  unknown_lists: 0,
  routes: [{ id: "rt_a", expected: 100, actual: 250, differs: true }],
  everything_else: { expected: 900, actual: 250, differs: false },
  outcomes: [],
};

function open(answer: Partial<SinceStartCounts>, mayWrite = true) {
  const asked = answerCalls({
    "GET /v1/workflows/wfl_1/since_start": {
      running: workflow.running,
      before: 1,
      compared: { ...compared, ...answer },
    },
    "GET /v1/workflows/wfl_1/versions/2": {
      document: { routes: [{ id: "rt_a", name: "Minors" }] },
    },
    "POST /v1/workflows/wfl_1/start": workflow,
  });
  const data = { workflow, catalogue, lists: [], draft: null, session: null, mayWrite };
  renderPage(
    <WorkflowPageProvider value={data as WorkflowPageData}>
      <SinceStart />
    </WorkflowPageProvider>,
    { path: "/", at: "/" },
  );
  return { user: userEvent.setup(), asked };
}

it("names the routes that differ, in words and not by colour alone", async () => {
  open({});
  await screen.findByText("1 route differs by more than chance explains.");
  const row = await screen.findByRole("row", { name: /^Minors Differs 10\.0% 50\.0% ?250$/ });
  expect(within(row).getByText("Differs")).toBeTruthy();
  expect(screen.getByRole("row", { name: /^Everything else 90\.0% 50\.0%/ })).toBeTruthy();
});

it("says why there is nothing to compare with", async () => {
  open({ expected_of: 0, actual_of: 0, complete_to: null });
  await screen.findByText(/^There are no inquiries of the 30 days before its start/);
  screen.getByText(/It has decided nobody yet\.$/);
  screen.getByText("History is still being read; these are not all.");
  expect(screen.queryByRole("table")).toBeNull();
});

it.each([
  [{ actual_of: 99 }, /^Too few to tell: 100 are needed/],
  [{ complete_to: null }, /^History is still being read/],
])("says nothing of what cannot be told yet: %j", async (answer, said) => {
  const routes = [{ id: "rt_a", expected: 100, actual: 50, differs: "complete_to" in answer }];
  open({ ...answer, routes });
  await screen.findByText(said);
  expect(screen.queryByText("Differs")).toBeNull();
  expect(screen.queryByText(/by more than chance explains/)).toBeNull();
});

it("goes back to the version before, for who may", async () => {
  const { user, asked } = open({});
  await user.click(await screen.findByRole("button", { name: "Go back to version 1" }));
  const starts = () => asked.filter(({ call }) => call === "POST /v1/workflows/wfl_1/start");
  await waitFor(() => expect(starts().map(({ body }) => body)).toEqual([{ version: 1 }]));
});

it("says to everybody else why not", async () => {
  const { user, asked } = open({}, false);
  await user.click(await screen.findByRole("button", { name: /^Go back to version 1/ }));
  expect(asked.some(({ call }) => call.startsWith("POST"))).toBe(false);
  expect(screen.getAllByText("Only who may write workflows can start a version.")).not.toEqual([]);
});
