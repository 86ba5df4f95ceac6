import { describe, expect, it } from "vitest";
import { WHOM, whomOf, whomSession } from "./whom-session.ts";

describe("whom an invariant is about", () => {
  it("is edited like the conditions of a route, and begins with none", () => {
    expect(whomOf(whomSession(null))).toEqual({ all: [] });
  });

  it("stays as it was while nobody changes it, groups and single conditions alike", () => {
    const minors = { attribute: "age", operator: "less_than", value: 18 };
    const group = { any: [minors, { not: { attribute: "country", operator: "is_missing" } }] };
    expect(whomOf(whomSession(group))).toEqual(group);
    expect(whomOf(whomSession(minors))).toEqual(minors);
    expect(whomSession(minors).model.routes[0]?.id).toBe(WHOM);
  });
});
