import { configure, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { catalogue, draftOf, lists } from "../testing/fixtures.ts";
import { checkedOf, previewOf } from "../testing/knowing.ts";
import { ImpactBar } from "./ImpactBar.tsx";
import { KnowText } from "./KnowingProvider.tsx";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const PREVIEW = "POST /v1/workflows/preview";
const MEASURE = "pointsman edit to counts";

const draft = draftOf({ routes: [], everything_else: [{ action: "approve" as const }] });

function look(at = "/") {
  const answers: Record<string, unknown> = {
    [PREVIEW]: previewOf({ baseline: null, baseline_outcomes: null, flow: [] }),
    "POST /v1/workflows/check": checkedOf(),
    "GET /v1/catalogue": catalogue,
    "GET /v1/lists": { data: lists, next_cursor: null },
  };
  answerCalls(answers);
  renderPage(
    <KnowText document={draft.document} workflow={{ id: "wfl_1", running: null }}>
      <ImpactBar />
    </KnowText>,
    { at },
  );
  return { answers, user: userEvent.setup() };
}

const heading = () => screen.findByRole("heading", { name: "What changes" });

describe("the panel of what changes", { timeout: 30_000 }, () => {
  it("has the focus once it is there, also where its address opens it", async () => {
    look("/?flow=open");
    expect(await heading()).toHaveFocus();
  });

  it("gives the focus back to what opened it", async () => {
    const { user } = look();
    await user.click(await screen.findByRole("button", { name: "What changes" }));
    expect(await heading()).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Close" }));
    expect(screen.getByRole("button", { name: "What changes" })).toHaveFocus();
  });
});

describe("the time from an edit to its counts", { timeout: 30_000 }, () => {
  it("is measured of counts that came, and not kept for each of them", async () => {
    const measure = vi.spyOn(performance, "measure");
    const measured = () => measure.mock.calls.filter(([name]) => name === MEASURE).length;
    const { answers, user } = look();
    const bar = await screen.findByRole("region", { name: "Impact on past inquiries" });
    await within(bar).findByText(/^counted in/);
    expect(measured()).toBe(1);
    answers[PREVIEW] = problemAnswer(500, "internal", "the history is being rebuilt");
    await user.selectOptions(within(bar).getByRole("combobox"), "7");
    await user.click(await within(bar).findByRole("button", { name: "Count again" }));
    await within(bar).findByRole("button", { name: "Count again" });
    expect(within(bar).queryByText(/^counted in/)).not.toBeInTheDocument();
    expect(measured()).toBe(1);
    answers[PREVIEW] = previewOf();
    await user.click(within(bar).getByRole("button", { name: "Count again" }));
    await waitFor(() => expect(measured()).toBe(2));
    expect(performance.getEntriesByName(MEASURE)).toHaveLength(0);
  });
});
