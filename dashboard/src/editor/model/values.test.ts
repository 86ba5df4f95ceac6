import { describe, expect, it } from "vitest";
import { convertValue, readNumber } from "./values.ts";

const age = { type: "whole_number", range: { min: 0, max: 150 } } as const;
const score = { type: "number", range: { min: 0, max: 100 } } as const;

describe("readNumber", () => {
  it.each([
    ["18", age, { kind: "value", value: 18 }],
    ["18.0", age, { kind: "value", value: 18 }],
    [" 99.1234 ", score, { kind: "value", value: 99.1234 }],
    ["99.12340", score, { kind: "value", value: 99.1234 }],
    ["", age, { kind: "empty" }],
    ["eighteen", age, { kind: "problem", problem: { kind: "not_a_number" } }],
    ["18,5", score, { kind: "problem", problem: { kind: "not_a_number" } }],
    ["1e3", score, { kind: "problem", problem: { kind: "not_a_number" } }],
    ["18.5", age, { kind: "problem", problem: { kind: "not_whole", fix: 19 } }],
    ["0.12345", score, { kind: "problem", problem: { kind: "too_precise", fix: 0.1235 } }],
    ["-1", age, { kind: "problem", problem: { kind: "too_low", fix: 0, typed: -1 } }],
    ["180", age, { kind: "problem", problem: { kind: "too_high", fix: 150, typed: 180 } }],
  ])("%j", (text, attribute, expected) => {
    expect(readNumber(text, attribute)).toEqual(expected);
  });
});

describe("convertValue", () => {
  it.each([
    ["US", "many", ["US"]],
    [["US", "CA"], "one", "US"],
    [["US", "CA"], "many", ["US", "CA"]],
    [[18, 21], "one", 18],
    [18, "pair", undefined],
    [18, "none", undefined],
    [undefined, "many", undefined],
    ["lst_1", "lists", ["lst_1"]],
  ] as const)("%j for an operator that takes %s", (value, takes, expected) => {
    expect(convertValue(value, takes)).toEqual(expected);
  });
});
