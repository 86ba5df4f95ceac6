import { describe, expect, it } from "vitest";
import { cell, outcomes, previewOf } from "../../testing/knowing.ts";
import { effectPhrase } from "./announce.ts";
import { readCell, splitFlow, writeCell } from "./flow.ts";

const swapped = [
  cell("approve", "rt_b", "decline", "rt_a", 30),
  cell("approve", "everything_else", "decline", "rt_a", 11),
  cell("decline", "rt_a", "approve", "rt_b", 7),
  cell("decline", "rt_a", "decline", "rt_b", 99),
  cell("decline", "rt_a", "mark_for_review", "rt_c", 2),
];

describe("splitFlow", () => {
  it("is apart from changes of the route alone", () => {
    expect(splitFlow(swapped).routes.map(({ count }) => count)).toEqual([99]);
    expect(splitFlow(swapped).decisions).toHaveLength(4);
  });
});

describe("a cell in the address", () => {
  it("comes back as it was", () => {
    const [first] = swapped;
    if (!first) throw new Error("no cell");
    expect(readCell(writeCell(first))).toEqual({
      from: "approve",
      from_route: "rt_b",
      to: "decline",
      to_route: "rt_a",
    });
  });

  it.each([
    [null],
    [""],
    ["approve~rt_a~decline"],
    ["x~rt_a~decline~rt_b"],
    ["approve~a~decline~b~c"],
  ])("%j is none", (text) => {
    expect(readCell(text)).toBeNull();
  });
});

describe("effectPhrase", () => {
  const same = previewOf({ flow: [] });

  it("says what changes in cells beyond those that are listed, too", () => {
    const cells = [cell("decline", "rt_a", "decline", "rt_b", 99)];
    const changes = [{ from: "approve" as const, to: "decline" as const, count: 41 }];
    const after = previewOf({ flow: cells, flow_more: 1, outcome_changes: changes });
    expect(effectPhrase(same, after)).toBe("41 inquiries change from approve to decline");
    expect(effectPhrase(after, previewOf({ flow: [] }))).toBe(
      "against version 3, no decision changes",
    );
  });

  it("says what changes, the two biggest changes by name", () => {
    const after = previewOf({ flow: swapped.slice(0, 2) });
    expect(effectPhrase(same, after)).toBe("41 inquiries change from approve to decline");
    expect(effectPhrase(same, previewOf({ flow: swapped }))).toBe(
      "41 inquiries change from approve to decline, 7 from decline to approve, and 2 in other ways",
    );
  });

  it("says one inquiry as one", () => {
    const flow = [cell("approve", "rt_b", "mark_for_review", "rt_a", 1)];
    expect(effectPhrase(same, previewOf({ flow }))).toBe(
      "1 inquiry changes from approve to review",
    );
  });

  it("says that nothing changes", () => {
    expect(effectPhrase(same, same)).toBe("no decision changes");
  });

  it("says what it is measured against where the text differed already, or nothing was known", () => {
    const after = previewOf({ flow: swapped.slice(0, 2) });
    const against = "against version 3, 41 inquiries change from approve to decline";
    expect(effectPhrase(after, after)).toBe(against);
    expect(effectPhrase(null, after)).toBe(against);
  });

  it("compares the sums where nothing runs", () => {
    const none = { baseline: null, baseline_outcomes: null, flow: [] };
    const before = previewOf(none);
    const after = previewOf({
      ...none,
      outcomes: outcomes({ approve: 809, decline: 141, mark_for_review: 50 }),
    });
    expect(effectPhrase(before, after)).toBe("41 fewer approved and 41 more declined");
    expect(effectPhrase(before, before)).toBe("every outcome stays as frequent as it was");
    expect(effectPhrase(null, after)).toBeNull();
    expect(effectPhrase({ ...before, considered: 999 }, after)).toBeNull();
  });
});
