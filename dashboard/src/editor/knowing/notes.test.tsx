import { configure, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentProps } from "react";
import { describe, expect, it } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { catalogue, draftOf, lists } from "../testing/fixtures.ts";
import { checkedOf, outcomes, previewOf } from "../testing/knowing.ts";
import { ImpactBar } from "./ImpactBar.tsx";
import { KnowText } from "./KnowingProvider.tsx";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const PREVIEW = "POST /v1/workflows/preview";

const workflow = {
  id: "wfl_1",
  running: {
    version: 3,
    since: "2026-11-01T00:00:00Z",
    since_by: { type: "member" as const, id: "mbr_1", name: "Anna" },
  },
};
const draft = draftOf({ routes: [], everything_else: [{ action: "approve" as const }] });
const nobody = {
  considered: 0,
  routes: [],
  everything_else: { count: 0, baseline_count: 0, settled_earlier: 0 },
  outcomes: outcomes(),
  baseline_outcomes: outcomes(),
  flow: [],
};

/** The impact bar alone. */
function look(
  answers: Record<string, unknown>,
  at = "/",
  of: ComponentProps<typeof KnowText>["workflow"] = workflow,
) {
  const given: Record<string, unknown> = {
    [PREVIEW]: previewOf(),
    "POST /v1/workflows/check": checkedOf(),
    "GET /v1/catalogue": catalogue,
    "GET /v1/lists": { data: lists, next_cursor: null },
    "GET /v1/workflows/wfl_1/versions/3": draft,
    ...answers,
  };
  answerCalls(given);
  renderPage(
    <KnowText document={draft.document} workflow={of}>
      <ImpactBar />
    </KnowText>,
    { at },
  );
  return { answers: given, user: userEvent.setup() };
}

const bar = () => screen.findByRole("region", { name: "Impact on past inquiries" });

describe("what qualifies the numbers", { timeout: 30_000 }, () => {
  it("says that history is being read while it is built, and dims what is counted so far", async () => {
    look({ [PREVIEW]: previewOf({ complete_to: null }) });
    const found = await bar();
    expect(
      await within(found).findByText(
        "History is still being read. These are the first 1,000 inquiries of it; the rest follows.",
      ),
    ).toBeVisible();
    expect(found.dataset.stale).toBe("true");
    expect(within(found).queryByText(/the text before/)).not.toBeInTheDocument();
  });

  it("does not say that there is no history before it has been read", async () => {
    look({ [PREVIEW]: previewOf({ ...nobody, complete_to: null }) }, "/?days=all");
    expect(await screen.findByText("History is still being read. Counts follow.")).toBeVisible();
    expect(screen.queryByText(/There is no history yet/)).not.toBeInTheDocument();
  });

  it("says that there is no history where all of it is read and nothing is in it", async () => {
    look({ [PREVIEW]: previewOf(nobody) }, "/?days=all");
    expect(await screen.findByText(/^There is no history yet/)).toBeVisible();
  });

  it("does not take a quiet week for an empty history", async () => {
    look({ [PREVIEW]: previewOf(nobody) }, "/?days=7");
    expect(await within(await bar()).findByText("0 inquiries")).toBeVisible();
    expect(screen.queryByText(/There is no history yet/)).not.toBeInTheDocument();
  });

  it("measures how far counts reach by the server's clock, not by the reader's", async () => {
    const answeredAt = (date: string) =>
      Response.json(previewOf({ complete_to: "2020-11-22T10:00:00Z" }), { headers: { date } });
    const { answers, user } = look({ [PREVIEW]: answeredAt("Sun, 22 Nov 2020 10:00:02 GMT") });
    const found = await bar();
    expect(await within(found).findByText("1,000 inquiries")).toBeVisible();
    expect(within(found).queryByText(/^Counts reach/)).not.toBeInTheDocument();
    answers[PREVIEW] = answeredAt("Sun, 22 Nov 2020 10:05:00 GMT");
    await user.selectOptions(within(found).getByRole("combobox"), "7");
    expect(await within(found).findByText(/^Counts reach as far as/)).toBeVisible();
  });

  it("says of a paused workflow that it is paused, where the text is compared with nothing", async () => {
    const alone = previewOf({ baseline: null, baseline_outcomes: null, flow: [] });
    const paused = { id: "wfl_1", running: null, state: "paused" as const };
    look({ [PREVIEW]: alone }, "/?flow=open", paused);
    const found = await bar();
    expect(await within(found).findByText(/^The workflow is paused, so there is/)).toBeVisible();
    expect(screen.getByText(/^The workflow is paused\. Once it runs again/)).toBeVisible();
    expect(screen.queryByText(/Nothing runs yet/)).not.toBeInTheDocument();
  });

  it("says what is not shown of the overlaps, and of how many pairs nothing is proved", async () => {
    look({ "POST /v1/workflows/check": checkedOf({ more: 12, undecided_overlaps: 1 }) });
    const found = await bar();
    expect(await within(found).findByText("12 more overlaps are not shown.")).toBeVisible();
    expect(
      within(found).getByText("Of 1 pair of routes it is not known whether the two overlap."),
    ).toBeVisible();
  });

  it("keeps counts of a part marked as such when the rest of them never comes", async () => {
    const part = { considered: 612, of: 1000, partial: previewOf({ considered: 612 }) };
    const broken = new Response(`${JSON.stringify(part)}\n`, {
      headers: { "content-type": "application/x-ndjson" },
    });
    look({ [PREVIEW]: broken });
    const found = await bar();
    expect(await within(found).findByText(/^Not counted: /)).toBeVisible();
    expect(within(found).getByText("Counted so far: 612 of 1,000 inquiries.")).toBeVisible();
    expect(found.dataset.stale).toBe("true");
  });
});
