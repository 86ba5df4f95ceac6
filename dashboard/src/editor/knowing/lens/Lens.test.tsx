import { act, configure, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { DraftEditor } from "../../DraftEditor.tsx";
import { DraftSession } from "../../session/DraftSession.ts";
import { catalogue, draftOf, lists } from "../../testing/fixtures.ts";
import { countingIds } from "../../testing/ids.ts";
import { checkedOf, outcomes, previewOf } from "../../testing/knowing.ts";
import { KnowDraft } from "../KnowingProvider.tsx";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const PREVIEW = "POST /v1/workflows/preview";
const LENS = "POST /v1/workflows/preview/lens";
const STALE = "The curve of the text before; looking again.";

const point = (value: number, changed: number) => ({
  value,
  changed,
  outcomes: outcomes({ approve: 1000 - value, decline: value }),
});
const curve = {
  attribute: "age",
  operator: "less_than",
  value: 18,
  considered: 1000,
  points: [point(16, 9), point(18, 0), point(21, 11)],
};
const unanswered = () => new Response(new ReadableStream());

/** An editor with the lens of the age of *Minors* open. */
async function open() {
  const answers: Record<string, unknown> = {
    [PREVIEW]: previewOf({ complete_to: "2026-11-22T10:00:00Z" }),
    [LENS]: curve,
    "POST /v1/workflows/check": checkedOf(),
    "GET /v1/catalogue": catalogue,
    "GET /v1/lists": { data: lists, next_cursor: null },
  };
  const asked = answerCalls(answers);
  const route = (id: string, name: string) => ({
    id,
    name,
    if: { all: [{ attribute: "age", operator: "less_than", value: 18 }] },
    then: [{ action: "decline" as const }],
  });
  const draft = draftOf({ routes: [route("rt_a", "Minors"), route("rt_b", "Others")] });
  const port = {
    put: () => new Promise<never>(() => {}),
    look: () => new Promise<never>(() => {}),
    wait: () => {},
  };
  const session = new DraftSession(draft, port, countingIds());
  renderPage(
    <KnowDraft session={session} workflow={{ id: "wfl_1", running: null }}>
      <DraftEditor session={session} catalogue={catalogue} lists={lists} />
    </KnowDraft>,
  );
  const user = userEvent.setup();
  await user.click(await screen.findByRole("button", { name: "Minors" }));
  await user.click(screen.getByRole("textbox", { name: "Value" }));
  await screen.findByRole("slider", { name: "Value of age" });
  const lens = screen.getByRole("region", { name: "What each value of age would do" });
  const count = () => asked.filter(({ call }) => call === LENS).length;
  return { answers, session, lens, count };
}

describe("the threshold lens", { timeout: 30_000 }, () => {
  it("marks the curve of the text before, until that of this one is there", async () => {
    const { answers, session, lens } = await open();
    expect(lens.dataset.stale).toBeUndefined();
    answers[LENS] = unanswered();
    act(() => session.perform({ kind: "move_route", route: "rt_b", to: 0 }));
    expect(await within(lens).findByText(STALE)).toBeVisible();
    expect(lens.dataset.stale).toBe("true");
    answers[LENS] = curve;
    act(() => session.perform({ kind: "delete_route", route: "rt_b" }));
    await waitFor(() => expect(lens.dataset.stale).toBeUndefined());
    expect(within(lens).queryByText(STALE)).not.toBeInTheDocument();
  });

  it("looks again when more has come than before", async () => {
    const { answers, session, count } = await open();
    const before = count();
    answers[PREVIEW] = previewOf({ considered: 1001 });
    const [minors] = session.model.routes;
    const condition = minors?.condition.kind === "group" ? minors.condition.members[0] : null;
    const change = { value: 19 };
    act(() =>
      session.perform({
        kind: "change_condition",
        route: "rt_a",
        condition: condition?.key ?? "",
        change,
      }),
    );
    await waitFor(() => expect(count()).toBe(before + 1));
  });
});
