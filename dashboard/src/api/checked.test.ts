// What the server proves, in the one shape that cards are made from.
import { describe, expect, it } from "vitest";
import { readChecked } from "./checked.ts";
import type { CheckAnswer } from "./types.ts";

const proof = (id: string) => ({
  id,
  reachable: "yes" as const,
  scope: "any_lists" as const,
  witness: { attributes: { age: 17 } },
  blocked_by: [],
  because: null,
});

function answerOf(findings: CheckAnswer["findings"]): CheckAnswer {
  return {
    readable: true,
    diagnostics: [],
    routes: [proof("rt_a"), proof("rt_b")],
    everything_else: proof("everything_else"),
    findings,
    more: 0,
    undecided_overlaps: 0,
    invariants: [],
    explanation: { routes: [], everything_else: { sentence: "" } },
  };
}

describe("readChecked", () => {
  it("says in which route a condition stands", () => {
    const { findings } = readChecked(
      answerOf([
        { kind: "redundant", pointer: "/routes/1/if/all/0" },
        { kind: "contradiction", pointer: "/routes/0/if/any/2/not", with: [] },
        { kind: "contradiction", pointer: "/routes/7/if", with: [] },
      ]),
    );
    expect(findings.map(({ kind, routes }) => [kind, routes])).toEqual([
      ["redundant", ["rt_b"]],
      ["contradiction", ["rt_a"]],
      ["contradiction", []],
    ]);
  });

  it("keeps both routes of an overlap, with the example", () => {
    const witness = { attributes: { age: 17 } };
    const { findings, routes } = readChecked(
      answerOf([{ kind: "overlap", routes: ["rt_a", "rt_b"], scope: "present_lists", witness }]),
    );
    expect(findings[0]).toMatchObject({
      routes: ["rt_a", "rt_b"],
      scope: "present_lists",
      witness,
    });
    expect(routes[0]?.witness).toEqual(witness);
  });

  it("has no example where the server has none", () => {
    const { findings } = readChecked(
      answerOf([
        {
          kind: "missing_falls_through",
          attribute: "age",
          outcome: "approve",
          count: null,
          witness: undefined,
        },
      ]),
    );
    expect(findings[0]).toMatchObject({ attribute: "age", outcome: "approve", witness: null });
  });
});
