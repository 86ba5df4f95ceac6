import { configure, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { Draft, Version, Workflow } from "@/api/types.ts";
import { forgetSession } from "@/editor/session/sessions.ts";
import { catalogue, draftOf } from "@/editor/testing/fixtures.ts";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import WorkflowPage from "./WorkflowPage.tsx";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const at = "2026-11-22T10:42:07Z";
const anna = { type: "member" as const, id: "mbr_1", name: "Anna" };
const editor = sessionWith("workflows.read", "workflows.write");
const reader = sessionWith("workflows.read");

const workflow: Workflow = {
  id: "wfl_1",
  name: "Onboarding",
  event: "inquiry.completed",
  state: "draft",
  running: null,
  paused_at: null,
  latest_version: null,
  draft: { etag: "e0", updated_at: at, updated_by: anna },
  created_at: at,
  position: 1,
  runs_today: { approve: 0, decline: 0, mark_for_review: 0, do_nothing: 0 },
};

const minors = {
  id: "rt_a",
  name: "Minors",
  if: { all: [{ attribute: "age", operator: "less_than", value: 18 }] },
  then: [{ action: "decline" as const }],
};
const draft = draftOf({ routes: [minors] });
const published: Partial<Workflow> = { state: "published", latest_version: 1, draft: null };
const version: Version = {
  workflow: "wfl_1",
  version: 1,
  note: "First",
  published_at: at,
  published_by: anna,
  digest: "d",
  running: false,
  document: draft.document,
  explanation: draft.explanation,
};

function open(
  what: { workflow?: Partial<Workflow>; draft?: Draft; more?: Record<string, unknown> },
  { place = "", session = editor } = {},
) {
  const base = "/v1/workflows/wfl_1";
  const asked = answerCalls({
    [`GET ${base}`]: { ...workflow, ...what.workflow },
    [`GET ${base}/draft`]: what.draft ?? draft,
    [`GET ${base}/versions/1`]: version,
    [`GET ${base}/draft/changes`]: { against: null, changes: [] },
    "GET /v1/catalogue": catalogue,
    "GET /v1/lists": { data: [], next_cursor: null },
    ...what.more,
  });
  renderPage(<WorkflowPage />, {
    path: "/workflows/:id/*",
    at: `/workflows/wfl_1${place}`,
    session,
  });
  const called = (call: string) => asked.filter((one) => one.call === `${call}`);
  return { user: userEvent.setup(), called };
}

afterEach(() => forgetSession("wfl_1"));

describe("a workflow's page", { timeout: 30_000 }, () => {
  it("is read-only without the right to write", async () => {
    open({}, { session: reader });
    expect(await screen.findByText("Sentence of Minors.")).toBeVisible();
    for (const name of [/Add route/, /Publish/, /Start/, /Save draft/]) {
      expect(screen.queryByRole("button", { name })).not.toBeInTheDocument();
    }
    expect(screen.queryByRole("link", { name: "Publish" })).not.toBeInTheDocument();
  });

  it("tells who may not publish that it is not open to them, and whom to ask", async () => {
    open({}, { place: "/publish", session: reader });
    const refusal = await screen.findByRole("alert");
    expect(refusal).toHaveTextContent(/^This is not open to you.*Ask an administrator: Ada/);
  });

  it("saves an edit with the etag it has read, and says when", async () => {
    const kept = { ...draft, etag: "e1", updated_at: "2026-11-22T11:11:11Z" };
    const { user, called } = open({ more: { "PUT /v1/workflows/wfl_1/draft": kept } });
    await user.selectOptions(
      await screen.findByRole("combobox", { name: "Action for everything else" }),
      "decline",
    );
    expect(await screen.findByText(/^Saved Nov 22, 2026, 11:11/)).toBeVisible();
    const [put] = called("PUT /v1/workflows/wfl_1/draft");
    expect(put?.headers.get("if-match")).toBe('"e0"');
    expect(put?.body).toEqual({ ...draft.document, everything_else: [{ action: "decline" }] });
  });

  it("shows both sentences when someone else was faster, and writes over what was shown", async () => {
    const theirs = { ...draft, etag: "e7", updated_by: { ...anna, name: "Noor" } };
    theirs.document = { ...draft.document, routes: [{ ...minors, name: "Children" }] };
    theirs.explanation = {
      ...draft.explanation,
      routes: [{ ...draft.explanation.routes[0], id: "rt_a", sentence: "Their sentence." }],
    } as Draft["explanation"];
    const checked = {
      diagnostics: [],
      routes: [],
      everything_else: null,
      findings: [],
      more: 0,
      undecided_overlaps: 0,
      explanation: draft.explanation,
    };
    const answers: Record<string, unknown> = {
      "PUT /v1/workflows/wfl_1/draft": problemAnswer(412, "precondition_failed", "stale"),
      "POST /v1/workflows/check": checked,
    };
    const { user, called } = open({ more: answers });
    const choose = await screen.findByRole("combobox", { name: "Action for everything else" });
    answerCallsAgain(theirs, answers);
    await user.selectOptions(choose, "decline");
    const panel = await screen.findByRole("alert", { name: "Two people changed this draft" });
    expect(await within(panel).findByText("Their sentence.")).toBeVisible();
    expect(await within(panel).findByText("Sentence of Minors.")).toBeVisible();
    expect(called("PUT /v1/workflows/wfl_1/draft")).toHaveLength(0);
    await user.click(within(panel).getByRole("button", { name: "Use theirs" }));
    expect(await screen.findByRole("button", { name: "Children" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Undo: take over the other text" })).toBeEnabled();
  });

  it("keeps what was typed when the draft was published meanwhile, until it is let go", async () => {
    const stale = problemAnswer(412, "precondition_failed", "gone");
    const { user } = open({ more: { "PUT /v1/workflows/wfl_1/draft": stale } });
    const choose = await screen.findByRole("combobox", { name: "Action for everything else" });
    answerCalls({
      "GET /v1/workflows/wfl_1": { ...workflow, ...published },
      "GET /v1/workflows/wfl_1/draft": problemAnswer(404, "no_draft", "there is none"),
      "GET /v1/workflows/wfl_1/versions/1": version,
      "PUT /v1/workflows/wfl_1/draft": stale,
      "POST /v1/workflows/check": problemAnswer(404, "not_found", "not here"),
    });
    await user.selectOptions(choose, "decline");
    const panel = await screen.findByRole("alert", { name: "Two people changed this draft" });
    expect(within(panel).getByText(/published or discarded meanwhile/)).toBeVisible();
    expect(choose).toHaveValue("decline");
    await user.click(within(panel).getByRole("button", { name: "Let mine go" }));
    expect(await screen.findByText(/You are reading version 1/)).toBeVisible();
  });

  it("reads the latest version where there is no draft, and opens a draft from it", async () => {
    const restored = { ...draft, etag: "e5" };
    const { user, called } = open({
      workflow: published,
      more: { "POST /v1/workflows/wfl_1/versions/1/restore": restored },
    });
    expect(await screen.findByText(/You are reading version 1/)).toBeVisible();
    expect(called("GET /v1/workflows/wfl_1/draft")).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Edit as new draft" }));
    expect(called("POST /v1/workflows/wfl_1/versions/1/restore")).toHaveLength(1);
  });

  it("says how many open inquiries a pause leaves alone before it pauses", async () => {
    const running = { version: 1, since: at, since_by: anna };
    const { user, called } = open({
      workflow: { ...published, state: "running", running },
      more: {
        "GET /v1/workflows/wfl_1/pause_effect": { open_inquiries: 12 },
        "POST /v1/workflows/wfl_1/pause": { ...workflow, left_alone_open: 12 },
      },
    });
    await user.click(await screen.findByRole("button", { name: "Pause" }));
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText(/^12 open inquiries will be left alone/)).toBeVisible();
    expect(called("POST /v1/workflows/wfl_1/pause")).toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "Pause" }));
    expect(called("POST /v1/workflows/wfl_1/pause")).toHaveLength(1);
  });

  it("does not publish with errors, and the button says why", async () => {
    const diagnostics = [
      {
        severity: "error" as const,
        pointer: "/routes/0/then",
        code: "c",
        message: "choose an action",
      },
    ];
    const { user, called } = open({ draft: { ...draft, diagnostics } }, { place: "/publish" });
    const button = await screen.findByRole("button", { name: /^Publish version 1/ });
    expect(button).toHaveAccessibleDescription("1 problem must be mended first.");
    expect(screen.getByText("Choose an action.")).toBeVisible();
    await user.click(button);
    expect(called("POST /v1/workflows/wfl_1/publish")).toHaveLength(0);
  });

  it("publishes the text that was shown, with its note", async () => {
    const { user, called } = open(
      { more: { "POST /v1/workflows/wfl_1/publish": version } },
      { place: "/publish" },
    );
    expect(await screen.findByText("Minors: Sentence of Minors.")).toBeVisible();
    await user.type(screen.getByRole("textbox", { name: "Note" }), "Minors out");
    await user.click(screen.getByRole("button", { name: "Publish version 1" }));
    const [publish] = called("POST /v1/workflows/wfl_1/publish");
    expect(publish?.headers.get("if-match")).toBe('"e0"');
    expect(publish?.body).toEqual({ note: "Minors out" });
  });
});

/** From now on someone else's draft stands on the server. */
function answerCallsAgain(theirs: Draft, more: Record<string, unknown>): void {
  answerCalls({
    "GET /v1/workflows/wfl_1": workflow,
    "GET /v1/workflows/wfl_1/draft": theirs,
    "GET /v1/catalogue": catalogue,
    "GET /v1/lists": { data: [], next_cursor: null },
    ...more,
  });
}
