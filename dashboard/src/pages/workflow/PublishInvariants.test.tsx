import { describe, expect, it } from "vitest";
import type { JudgedInvariant } from "@/api/types.ts";
import { brokenBecause } from "./PublishInvariants.tsx";

const judged = (name: string, verdict: JudgedInvariant["verdict"]): JudgedInvariant => ({
  id: `ivr_${name}`,
  name,
  verdict,
  scope: "present_lists",
  witness: null,
  because: null,
  route: null,
  sentence: "Nobody on “Sanctions” is ever approved.",
});

describe("invariants before publishing", () => {
  it("stop it when one is broken, by name", () => {
    const kept = [judged("A", "proved"), judged("B", "undecided")];
    expect(brokenBecause(kept)).toBeNull();
    expect(brokenBecause([...kept, judged("C", "refuted")])).toBe(
      "It breaks the invariant “C”. Change the route, or ask an administrator.",
    );
    expect(brokenBecause([judged("C", "refuted"), judged("D", "refuted")])).toBe(
      "It breaks the invariants “C”, “D”. Change the routes, or ask an administrator.",
    );
  });
});
