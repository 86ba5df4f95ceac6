import { describe, expect, it } from "vitest";
import { cell, outcomes, previewOf } from "../../testing/knowing.ts";
import { countRoutes, EVERYTHING_ELSE } from "./counts.ts";
import { outcomeShares } from "./outcomes.ts";

const order = ["rt_a", "rt_b"];

describe("countRoutes", () => {
  it("says who came and who went, where the flow is complete", () => {
    const counts = countRoutes(previewOf(), order);
    expect(counts.get("rt_a")?.change).toEqual({ kind: "moved", gained: 12, lost: 3 });
    expect(counts.get("rt_b")?.change).toEqual({ kind: "moved", gained: 0, lost: 0 });
    expect(counts.get(EVERYTHING_ELSE)?.change).toEqual({ kind: "moved", gained: 3, lost: 12 });
  });

  it("says the difference alone where rows of the flow were left out, or do not add up", () => {
    const shortened = countRoutes(previewOf({ flow_more: 2 }), order);
    expect(shortened.get("rt_a")?.change).toEqual({ kind: "difference", by: 9 });
    const contrary = countRoutes(previewOf({ flow: [] }), order);
    expect(contrary.get("rt_a")?.change).toEqual({ kind: "difference", by: 9 });
  });

  it("counts nobody as new who stays in a route whose action changed", () => {
    const flow = [cell("approve", "rt_b", "mark_for_review", "rt_b", 50)];
    const preview = previewOf({
      flow,
      routes: [{ id: "rt_b", count: 50, baseline_count: 50, settled_earlier: 0 }],
    });
    const change = { kind: "moved", gained: 0, lost: 0 };
    expect(countRoutes(preview, order).get("rt_b")?.change).toEqual(change);
  });

  it("takes a route that the running version does not have as one that took nobody there", () => {
    const preview = previewOf({
      flow: [cell("approve", "everything_else", "decline", "rt_a", 100)],
      routes: [{ id: "rt_a", count: 100, baseline_count: null, settled_earlier: 0 }],
    });
    const change = { kind: "moved", gained: 100, lost: 0 };
    expect(countRoutes(preview, order).get("rt_a")?.change).toEqual(change);
  });

  it("knows no change while nothing runs", () => {
    const preview = previewOf({ baseline: null, baseline_outcomes: null, flow: [] });
    expect(countRoutes(preview, order).get("rt_a")?.change).toBeNull();
  });

  it("leaves less and less from the top, in the order of the text that was counted", () => {
    const left = (ids: string[]) =>
      [...countRoutes(previewOf(), ids)].map(([id, count]) => [id, count.left]);
    expect(left(["rt_a", "rt_b"])).toEqual([
      ["rt_a", 1000],
      ["rt_b", 900],
      [EVERYTHING_ELSE, 850],
    ]);
    expect(left(["rt_b", "rt_gone", "rt_a"])).toEqual([
      ["rt_b", 1000],
      ["rt_a", 950],
      [EVERYTHING_ELSE, 850],
    ]);
  });
});

describe("outcomeShares", () => {
  it("gives shares and percentage points, and leaves out what never happens", () => {
    const shares = outcomeShares(previewOf());
    expect(shares.map(({ outcome }) => outcome)).toEqual(["approve", "mark_for_review", "decline"]);
    expect(shares.map(({ points }) => points?.toFixed(1))).toEqual(["-0.9", "0.0", "0.9"]);
  });

  it("shows an outcome that only the running version has", () => {
    const baseline_outcomes = outcomes({ approve: 900, do_nothing: 100 });
    const found = outcomeShares(previewOf({ baseline_outcomes }));
    expect(found.find(({ outcome }) => outcome === "do_nothing")?.points).toBe(-10);
  });

  it("divides by nobody without a fault", () => {
    const [first] = outcomeShares(
      previewOf({
        considered: 0,
        baseline_outcomes: outcomes({ approve: 1 }),
        outcomes: outcomes(),
      }),
    );
    expect(first?.share).toBe(0);
  });
});
