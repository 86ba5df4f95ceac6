import { configure, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Draft, InquiryBody } from "@/api/types.ts";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { DraftEditor } from "../DraftEditor.tsx";
import { ReadOnlyRoutes } from "../routes/ReadOnlyRoutes.tsx";
import { DraftSession } from "../session/DraftSession.ts";
import { catalogue, draftOf, lists } from "../testing/fixtures.ts";
import { countingIds } from "../testing/ids.ts";
import { cell, checkedOf, checkedRoute, finding, outcomes, previewOf } from "../testing/knowing.ts";
import { ImpactBar } from "./ImpactBar.tsx";
import { KnowDraft, KnowText } from "./KnowingProvider.tsx";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const PREVIEW = "POST /v1/workflows/preview";
const CHECK = "POST /v1/workflows/check";
const LENS = "POST /v1/workflows/preview/lens";
const CELL = "POST /v1/workflows/preview/inquiries";

const workflow = {
  id: "wfl_1",
  running: {
    version: 3,
    since: "2026-11-01T00:00:00Z",
    since_by: { type: "member" as const, id: "mbr_1", name: "Anna" },
  },
};
const minors = {
  id: "rt_a",
  name: "Minors",
  if: { all: [{ attribute: "age", operator: "less_than", value: 18 }] },
  then: [{ action: "decline" as const }],
};
const blocked = {
  id: "rt_b",
  name: "Blocked",
  if: { all: [{ attribute: "list_matches", operator: "contains", value: "lst_1" }] },
  then: [{ action: "mark_for_review" as const }],
};
const approving = { everything_else: [{ action: "approve" as const }] };
const draft = draftOf({ routes: [minors, blocked], ...approving });
const version = { ...draft, document: draft.document };

function answersWith(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    [PREVIEW]: previewOf(),
    [CHECK]: checkedOf(),
    "GET /v1/catalogue": catalogue,
    "GET /v1/lists": { data: lists, next_cursor: null },
    "GET /v1/workflows/wfl_1/versions/3": version,
    ...more,
  };
}

/** The editor and its impact bar. What stands in `answers` may be changed while the test goes on. */
function edit({ answers = answersWith(), text = draft, at = "/" } = {}) {
  const asked = answerCalls(answers);
  const port = {
    put: () => new Promise<never>(() => {}),
    look: () => new Promise<never>(() => {}),
    wait: () => {},
  };
  const session = new DraftSession(text, port, countingIds());
  const tried: InquiryBody[] = [];
  const { router } = renderPage(
    <KnowDraft session={session} workflow={workflow} onTry={(inquiry) => tried.push(inquiry)}>
      <DraftEditor session={session} catalogue={catalogue} lists={lists} />
      <ImpactBar />
    </KnowDraft>,
    { at },
  );
  const bodies = (call: string) => asked.filter((one) => one.call === call).map(({ body }) => body);
  return { session, answers, tried, bodies, router, user: userEvent.setup() };
}

const card = (name: RegExp) => screen.getByRole("listitem", { name });
const last = () => screen.getByRole("article", { name: "Everything else" });
const bar = () => screen.findByRole("region", { name: "Impact on past inquiries" });
const said = (text: string | RegExp) => screen.findByText(text, { selector: "[role=status] *" });

describe("what the editor knows", { timeout: 30_000 }, () => {
  it("shows counts with shares and changes, and says them in words", async () => {
    const { bodies } = edit();
    expect(await within(card(/Minors/)).findByText("+12 −3", { exact: false })).toBeVisible();
    expect(
      within(card(/Minors/)).getByText(
        "Takes 100 inquiries, 10.0% of those considered. Against the version that runs 12 more come here and 3 no longer do. Still undecided here: 100.0%.",
      ),
    ).toBeInTheDocument();
    expect(within(card(/Blocked/)).getByText(/Still undecided here: 90\.0%/)).toBeInTheDocument();
    expect(
      within(last()).getByText(/^Approves by default: 850 inquiries \(85\.0%\)/),
    ).toBeVisible();
    expect(bodies(PREVIEW)[0]).toMatchObject({
      document: draft.document,
      baseline: { workflow: "wfl_1" },
      lists: "now",
    });
  });

  it("sums up at the foot, with changes in percentage points and the time it took", async () => {
    edit();
    const found = await bar();
    expect(await within(found).findByText("1,000 inquiries")).toBeVisible();
    expect(within(found).getByText(/Decline 10\.0%/)).toHaveTextContent("(+0.9)");
    expect(within(found).getByText(/counted in \d+ ms/)).toBeVisible();
    expect(found.dataset.editToCounts).toMatch(/^\d+\.\d$/);
  });

  it("asks for another window at once, and keeps it in the address", async () => {
    const { bodies, router, user } = edit();
    await within(await bar()).findByText("1,000 inquiries");
    await user.selectOptions(screen.getByRole("combobox", { name: /Past inquiries/ }), "all");
    expect(router.state.location.search).toBe("?days=all");
    await waitFor(() => expect(bodies(PREVIEW).at(-1)).not.toHaveProperty("window"));
  });

  it("says a move with what it changes, and undoes it", async () => {
    const answers = answersWith({ [PREVIEW]: previewOf({ flow: [] }) });
    const { bodies, session, user } = edit({ answers });
    await within(await bar()).findByText("1,000 inquiries");
    answers[PREVIEW] = previewOf({ flow: [cell("approve", "rt_a", "decline", "rt_b", 41)] });
    await user.click(screen.getByRole("button", { name: "Move Blocked up" }));
    await said("Blocked is now 1 of 2; 41 inquiries change from approve to decline");
    expect(bodies(PREVIEW).at(-1)).toMatchObject({ document: { routes: [blocked, minors] } });
    answers[PREVIEW] = previewOf({ flow: [] });
    await user.keyboard("{Control>}z{/Control}");
    await said("Undone: move “Blocked”; against version 3, no decision changes");
    expect(session.model.routes.map(({ id }) => id)).toEqual(["rt_a", "rt_b"]);
  });

  it("keeps the last counts, says that they are old, and says calmly what went wrong", async () => {
    const { answers, user } = edit();
    await within(await bar()).findByText("1,000 inquiries");
    answers[PREVIEW] = problemAnswer(422, "invalid", "no value");
    await user.click(screen.getByRole("button", { name: "Move Blocked up" }));
    expect(await screen.findByText(/^Counts are of the text before: mend/)).toBeVisible();
    expect(within(card(/Minors/)).getByText(/This is of the text before\.$/)).toBeInTheDocument();
    expect(
      within(last())
        .getByText(/^Approves by default/)
        .closest("li"),
    ).toHaveAttribute("data-stale", "before");
    answers[PREVIEW] = problemAnswer(500, "internal", "the history is being rebuilt");
    await user.click(screen.getByRole("button", { name: "Move Minors up" }));
    expect(await screen.findByText("Not counted: The history is being rebuilt.")).toBeVisible();
    expect(within(card(/Minors/)).getByText(/Counting again failed; .+\.$/)).toBeInTheDocument();
    expect(screen.queryByText(/Being counted again/)).not.toBeInTheDocument();
    answers[PREVIEW] = previewOf({ considered: 1200 });
    await user.click(screen.getByRole("button", { name: "Count again" }));
    expect(await screen.findByText("1,200 inquiries")).toBeVisible();
  });

  it("explains a route that never matches, and moves it above the one that blocks it", async () => {
    const never = checkedRoute("rt_b", {
      reachable: "no",
      blocked_by: ["rt_a"],
      scope: "present_lists",
    });
    const answers = answersWith({ [CHECK]: checkedOf({ routes: [never] }) });
    const { session, user } = edit({ answers });
    await user.click(await within(card(/Blocked/)).findByRole("button", { name: "Never matches" }));
    const panel = screen.getByRole("region", { name: "Findings on Blocked" });
    expect(panel).toHaveTextContent(/Route 1 already takes everyone it would take\./);
    expect(panel).toHaveTextContent("This holds for what is on the lists today.");
    await user.click(within(panel).getByRole("button", { name: "Move above 1" }));
    expect(session.model.routes.map(({ id }) => id)).toEqual(["rt_b", "rt_a"]);
  });

  it("marks an overlap as intended for both routes, and takes the mark back", async () => {
    const call = "/v1/workflows/wfl_1/intended";
    const mark = {
      finding: "overlap:rt_a,rt_b",
      marked_at: "2026-11-20T10:00:00Z",
      marked_by: { type: "member", id: "mbr_1", name: "Anna" },
    };
    const overlap = finding("overlap", { routes: ["rt_a", "rt_b"], witness: {} });
    const { bodies, answers, user } = edit({
      answers: answersWith({
        [CHECK]: checkedOf({ findings: [overlap] }),
        [`GET ${call}`]: { data: [] },
        [`PUT ${call}`]: { data: [mark] },
      }),
    });
    await user.click(await within(card(/Minors/)).findByRole("button", { name: "Overlap" }));
    const panel = () => screen.getByRole("region", { name: "Findings on Minors" });
    await user.click(within(panel()).getByRole("button", { name: "Mark as intended" }));
    expect(await within(panel()).findByText(/^Marked as intended by Anna/)).toBeVisible();
    expect(within(card(/Blocked/)).getByRole("button", { name: "1 intended" })).toBeVisible();
    expect(within(card(/Blocked/)).queryByRole("button", { name: "Overlap" })).toBeNull();
    answers[`PUT ${call}`] = { data: [] };
    await user.click(within(panel()).getByRole("button", { name: "Not intended" }));
    expect(await within(card(/Blocked/)).findByRole("button", { name: "Overlap" })).toBeVisible();
    const { finding: name } = mark;
    expect(bodies(`PUT ${call}`)).toEqual([
      { finding: name, intended: true },
      { finding: name, intended: false },
    ]);
  });

  it("shows a real example of an overlap, and tries it", async () => {
    const witness = {
      attributes: { age: 17, list_matches: ["lst_1"] },
      session: { ip_address: "198.51.100.7" },
    };
    const overlap = finding("overlap", { routes: ["rt_a", "rt_b"], witness });
    const { tried, user } = edit({
      answers: answersWith({ [CHECK]: checkedOf({ findings: [overlap] }) }),
    });
    await user.click(await within(card(/Blocked/)).findByRole("button", { name: "Overlap" }));
    const panel = screen.getByRole("region", { name: "Findings on Blocked" });
    expect(panel).toHaveTextContent("198.51.100.7");
    expect(panel).toHaveTextContent("Blocked IPs");
    await user.click(within(panel).getByRole("button", { name: "Show overlap" }));
    expect(tried).toEqual([witness]);
  });

  it("says above all whom a missing value lets through", async () => {
    const missing = { attribute: "liveness_check_score", outcome: "approve" as const, count: 812 };
    edit({ answers: answersWith({ [PREVIEW]: previewOf({ missing_falls_through: [missing] }) }) });
    const found = await within(last()).findByRole("list", { name: "Findings" });
    const lines = within(found).getAllByRole("listitem");
    expect(lines[0]).toHaveTextContent(
      "812 people have no liveness check score; Everything else approves them.",
    );
    expect(lines[1]).toHaveTextContent(/^Approves by default/);
  });

  it("marks as intended whom a missing value lets through, and takes the mark back", async () => {
    const missing = { attribute: "liveness_check_score", outcome: "approve" as const, count: 812 };
    const call = "/v1/workflows/wfl_1/intended";
    const mark = {
      finding: "missing_falls_through:liveness_check_score:approve",
      marked_at: "2026-11-20T10:00:00Z",
      marked_by: { type: "member", id: "mbr_1", name: "Anna" },
    };
    const { bodies, answers, user } = edit({
      answers: answersWith({
        [PREVIEW]: previewOf({ missing_falls_through: [missing] }),
        [`GET ${call}`]: { data: [] },
        [`PUT ${call}`]: { data: [mark] },
      }),
    });
    const lines = async () =>
      within(await within(last()).findByRole("list", { name: "Findings" })).getAllByRole(
        "listitem",
      );
    const [first] = await lines();
    await user.click(
      within(first as HTMLElement).getByRole("button", { name: "Mark as intended" }),
    );
    const marked = await within(last()).findByText(/Marked as intended by Anna/);
    const item = marked.closest("li") as HTMLElement;
    expect(item).toHaveTextContent(/^812 people have no liveness check score/);
    expect((await lines()).at(-1), "what is open comes first").toBe(item);
    answers[`PUT ${call}`] = { data: [] };
    await user.click(within(item).getByRole("button", { name: "Not intended" }));
    await waitFor(() => expect(within(last()).queryByText(/Marked as intended/)).toBeNull());
    const { finding: name } = mark;
    expect(bodies(`PUT ${call}`)).toEqual([
      { finding: name, intended: true },
      { finding: name, intended: false },
    ]);
  });

  it("marks whom a missing value lets through as old, and joins no example of another text", async () => {
    const missing = { attribute: "liveness_check_score", outcome: "approve" as const, count: 812 };
    const proved = finding("missing_falls_through", { ...missing, routes: [], witness: {} });
    const answers = answersWith({
      [PREVIEW]: previewOf({ missing_falls_through: [missing] }),
      [CHECK]: checkedOf({ findings: [proved] }),
    });
    const { user } = edit({ answers });
    const line = () =>
      within(last())
        .getByText(/^812 people have no/)
        .closest("li");
    await within(last()).findByRole("button", { name: "Try the example" });
    expect(line()).not.toHaveAttribute("data-stale");
    answers[PREVIEW] = problemAnswer(500, "internal", "the history is being rebuilt");
    await user.click(screen.getByRole("button", { name: "Move Blocked up" }));
    await screen.findByText(/^Not counted: /);
    expect(line()).toHaveAttribute("data-stale", "failed");
    expect(line()).toHaveTextContent(/this is what was known before/);
    const example = { name: "Try the example" };
    await waitFor(() =>
      expect(within(last()).queryByRole("button", example)).not.toBeInTheDocument(),
    );
  });

  it("offers “or is missing” under a condition, as one step", async () => {
    const conditions = [{ pointer: "/routes/0/if/all/0", missing: 12 }];
    const { session, user } = edit({
      answers: answersWith({ [PREVIEW]: previewOf({ conditions }) }),
    });
    await within(await bar()).findByText("1,000 inquiries");
    await user.click(screen.getByRole("button", { name: "Minors" }));
    expect(screen.getByText("12 inquiries (1.2%) have no value and do not match")).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^or is missing/ }));
    const [age] = minors.if.all;
    const either = { any: [age, { attribute: "age", operator: "is_missing" }] };
    expect(session.text().routes).toMatchObject([{ if: { all: [either] } }, {}]);
    await user.keyboard("{Control>}z{/Control}");
    expect(session.text()).toEqual(draft.document);
  });

  it("opens the lens at a number, and changes it by keys as one step", async () => {
    const point = (value: number, changed: number) => ({
      value,
      changed,
      outcomes: outcomes({ approve: 1000 - value, decline: value }),
    });
    const lens = {
      attribute: "age",
      operator: "less_than",
      value: 18,
      considered: 1000,
      points: [point(16, 9), point(18, 0), point(19, 4), point(21, 11)],
    };
    const { bodies, session, user } = edit({ answers: answersWith({ [LENS]: lens }) });
    await within(await bar()).findByText("1,000 inquiries");
    await user.click(screen.getByRole("button", { name: "Minors" }));
    await user.click(screen.getByRole("textbox", { name: "Value" }));
    const slider = await screen.findByRole("slider", { name: "Value of age" });
    const { asker } = bodies(PREVIEW)[0] as { asker: string };
    expect(bodies(LENS)[0]).toMatchObject({ pointer: "/routes/0/if/all/0", asker });
    expect(slider).toHaveAttribute("aria-valuenow", "18");
    slider.focus();
    await user.keyboard("{ArrowRight}{ArrowRight}");
    expect(slider).toHaveAttribute(
      "aria-valuetext",
      "21, approve 97.9%, decline 2.1%, 11 inquiries are decided differently than at 18",
    );
    const value = () =>
      (session.text().routes as { if: { all: { value: number }[] } }[])[0]?.if.all[0];
    expect(value()).toMatchObject({ value: 21 });
    expect(bodies(LENS)).toHaveLength(1);
    await user.keyboard("{Control>}z{/Control}");
    expect(value()).toMatchObject({ value: 18 });
    screen.getByRole("button", { name: "Minors" }).focus();
    await waitFor(() => expect(screen.queryByRole("slider")).not.toBeInTheDocument());
  });

  it("shows the flow as a table whose cells list their inquiries", async () => {
    const inquiry = {
      id: "inq_7",
      completed_at: "2026-11-20T10:00:00Z",
      to_route: "rt_a",
      to: "decline",
      from_route: "everything_else",
      from: "approve",
      recorded: "approve",
      reference_id: "order-7",
      name: "Ada Lovelace",
    };
    const answers = answersWith({ [CELL]: { data: [inquiry], next_cursor: "more" } });
    const { bodies, user } = edit({ answers });
    await user.click(await screen.findByRole("button", { name: "What changes" }));
    const table = await screen.findByRole("table", { name: "Decided differently" });
    const row = within(table).getByRole("row", { name: /^Approve by Everything else/ });
    expect(row).toHaveTextContent("Decline by Minors");
    await user.click(within(row).getByRole("link", { name: "Show 12 inquiries" }));
    const person = await screen.findByRole("link", { name: "Ada Lovelace" });
    expect(person).toHaveAttribute("href", "/inquiries/inq_7");
    expect(bodies(CELL)[0]).toMatchObject({
      asker: expect.stringMatching(/^tab-/),
      cell: { from: "approve", from_route: "everything_else", to: "decline", to_route: "rt_a" },
    });
    expect(screen.getByRole("button", { name: "Next" })).toBeEnabled();
    expect(screen.getByRole("link", { name: "Back to all changes" })).toBeVisible();
  });

  it("shows who only reads the same counts and findings, without fixes", async () => {
    const never = checkedRoute("rt_b", { reachable: "no", blocked_by: ["rt_a"] });
    answerCalls(answersWith({ [CHECK]: checkedOf({ routes: [never] }) }));
    const user = userEvent.setup();
    const { document, explanation } = draft as Draft;
    renderPage(
      <KnowText document={document} workflow={workflow}>
        <ReadOnlyRoutes document={document} explanation={explanation} />
        <ImpactBar />
      </KnowText>,
    );
    expect(await within(card(/Minors/)).findByText(/^Takes 100 inquiries/)).toBeInTheDocument();
    await user.click(await within(card(/Blocked/)).findByRole("button", { name: "Never matches" }));
    const panel = screen.getByRole("region", { name: "Findings on Blocked" });
    expect(panel).toHaveTextContent(/already takes everyone/);
    expect(within(panel).queryByRole("button")).not.toBeInTheDocument();
  });
});
