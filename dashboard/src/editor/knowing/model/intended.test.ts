import { describe, expect, it } from "vitest";
import type { WorkflowDocument } from "@/api/types.ts";
import type { RouteFinding } from "./findings.ts";
import { findingName, missingName } from "./intended.ts";

const condition = (value: unknown) => ({ attribute: "country", operator: "in", value });
const text = (value: unknown) =>
  ({
    routes: [
      { id: "rt_a", if: { all: [condition(value)] }, then: [] },
      { id: "rt_b", if: { all: [] }, then: [] },
    ],
    everything_else: [],
  }) as unknown as WorkflowDocument;

const never = (blockedBy: string[]): RouteFinding => ({
  kind: "never_matches",
  blockedBy,
  scope: "any_lists",
  because: null,
  witness: null,
});
const redundant: RouteFinding = {
  kind: "redundant",
  pointer: "/routes/0/if/all/0",
  scope: "any_lists",
  witness: null,
};
const overlap = (other: string): RouteFinding => ({
  kind: "overlap",
  other,
  scope: "any_lists",
  witness: null,
});

describe("the name of a finding", () => {
  it("is the same from both routes of an overlap", () => {
    const one = findingName(overlap("rt_b"), "rt_a", text(["FR"]));
    expect(one).toBe("overlap:rt_a,rt_b");
    expect(findingName(overlap("rt_a"), "rt_b", text(["FR"]))).toBe(one);
  });

  it("changes when the two are swapped: what happens to both is the other way round then", () => {
    const { routes, ...rest } = text(["FR"]);
    const swapped = { routes: [...routes].reverse(), ...rest } as WorkflowDocument;
    expect(findingName(overlap("rt_b"), "rt_a", swapped)).toBe("overlap:rt_b,rt_a");
  });

  it("changes with the routes that block, and not with their order", () => {
    const name = (by: string[]) => findingName(never(by), "rt_a", text(["FR"]));
    expect(name(["rt_c", "rt_b"])).toBe(name(["rt_b", "rt_c"]));
    expect(name(["rt_b"])).not.toBe(name(["rt_b", "rt_c"]));
  });

  it("changes with what happens to whoever has no value", () => {
    const missing = { attribute: "age", count: 3, witness: null } as const;
    const approved = missingName({ ...missing, outcome: "approve" });
    expect(missingName({ ...missing, count: 812, outcome: "approve" })).toBe(approved);
    expect(missingName({ ...missing, outcome: "decline" })).not.toBe(approved);
    expect(missingName({ ...missing, attribute: "country", outcome: "approve" })).not.toBe(
      approved,
    );
  });

  it("changes with the condition, however long that is", () => {
    const many = Array.from({ length: 240 }, (_, place) => `A${place}`);
    const name = (value: unknown) => findingName(redundant, "rt_a", text(value));
    expect(name(["FR"])).not.toBe(name(["DE"]));
    expect(name(many)?.length).toBeLessThanOrEqual(500);
    expect(name(many)).not.toBe(name([...many.slice(0, -1), "ZZ"]));
  });

  it("is missing where nobody can mean it, or where the condition is gone", () => {
    const undecided: RouteFinding = {
      kind: "undecided",
      because: null,
      scope: "any_lists",
      witness: null,
    };
    expect(findingName(undecided, "rt_a", text(["FR"]))).toBeNull();
    const gone = { ...redundant, pointer: "/routes/7/if/all/0" };
    expect(findingName(gone, "rt_a", text(["FR"]))).toBeNull();
  });
});
