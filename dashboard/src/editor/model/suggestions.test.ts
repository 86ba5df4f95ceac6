import { describe, expect, it } from "vitest";
import { catalogue, lists } from "../testing/fixtures.ts";
import type { ConditionNode } from "./model.ts";
import { changeAttribute, suggest } from "./suggestions.ts";

const keys = (query: string) => suggest(catalogue, lists, query).map(({ key }) => key);

describe("suggest", () => {
  it("offers attributes and lists before anything is typed, and no archived list", () => {
    expect(keys("")).toEqual([
      "age",
      "country",
      "liveness_check_score",
      "list_matches",
      "list_matches lst_1",
    ]);
  });

  it.each([
    ["ag", "age"],
    ["live sc", "liveness_check_score"],
    ["block", "list_matches lst_1"],
    ["BLOCKED ips", "list_matches lst_1"],
    ["age less", "age less_than"],
    ["country any", "country any_of"],
  ])("%s → %s first", (query, key) => {
    expect(keys(query)[0]).toBe(key);
  });

  it("finds nothing for what the catalogue does not have", () => {
    expect(keys("zodiac")).toEqual([]);
    expect(keys("country less")).toEqual([]);
  });

  it("takes a number at the end as the value, if it fits", () => {
    const value = (query: string) => suggest(catalogue, lists, query)[0]?.value;
    expect(value("age less than 18")).toBe(18);
    expect(value("age less 999")).toBeUndefined();
    expect(value("liveness less 99.5")).toBe(99.5);
  });
});

describe("changeAttribute", () => {
  const node: ConditionNode = {
    kind: "condition",
    key: "k",
    attribute: "age",
    operator: "less_than",
    value: 18,
  };
  const change = (to: string) => {
    const attribute = catalogue.attributes.find(({ key }) => key === to);
    return attribute && changeAttribute(catalogue, node, attribute);
  };

  it("keeps operator and value where both still make sense", () => {
    expect(change("liveness_check_score")).toEqual({
      attribute: "liveness_check_score",
      operator: "less_than",
      value: 18,
    });
  });

  it("takes the first operator and no value where they do not", () => {
    expect(change("country")).toEqual({
      attribute: "country",
      operator: "equals",
      value: undefined,
    });
  });
});
