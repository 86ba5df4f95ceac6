/**
 * Values as they are typed: what the type of an attribute allows, and what to do about what it does not.
 * The server checks again; this only saves the way there.
 */
import type { CatalogueAttribute, CatalogueOperator } from "@/api/types.ts";
import type { JsonValue } from "./model.ts";

export type Takes = CatalogueOperator["takes"];

export const MAX_FRACTION_DIGITS = 4;

export type NumberProblem =
  | { readonly kind: "not_a_number" }
  | { readonly kind: "not_whole"; readonly fix: number }
  | { readonly kind: "too_precise"; readonly fix: number }
  /** Well-formed all the same: `typed` may be kept, and the server will say so again. */
  | { readonly kind: "too_low"; readonly fix: number; readonly typed: number }
  | { readonly kind: "too_high"; readonly fix: number; readonly typed: number };

export type ReadNumber =
  | { readonly kind: "empty" }
  | { readonly kind: "value"; readonly value: number }
  | { readonly kind: "problem"; readonly problem: NumberProblem };

const NUMBER = /^-?(\d+)(?:\.(\d+))?$/;

export function readNumber(
  text: string,
  { type, range }: Pick<CatalogueAttribute, "type" | "range">,
): ReadNumber {
  const typed = text.trim();
  if (typed === "") return { kind: "empty" };
  const parts = NUMBER.exec(typed);
  const value = Number(typed);
  if (!parts || !Number.isFinite(value)) return problem({ kind: "not_a_number" });
  const fraction = (parts[2] ?? "").replace(/0+$/, "");
  if (type === "whole_number" && fraction !== "") {
    return problem({ kind: "not_whole", fix: within(Math.round(value), range) });
  }
  if (fraction.length > MAX_FRACTION_DIGITS) {
    const fix = within(Number(value.toFixed(MAX_FRACTION_DIGITS)), range);
    return problem({ kind: "too_precise", fix });
  }
  if (range && value < range.min) {
    return problem({ kind: "too_low", fix: range.min, typed: value });
  }
  if (range && value > range.max) {
    return problem({ kind: "too_high", fix: range.max, typed: value });
  }
  return { kind: "value", value };
}

/** A pair whose ends are the wrong way round holds for nobody. */
export function isReversed(low: number, high: number): boolean {
  return low > high;
}

/** What an operator that takes something else can keep of a value; `undefined` when nothing. */
export function convertValue(value: JsonValue | undefined, to: Takes): JsonValue | undefined {
  const first = Array.isArray(value) ? value[0] : value;
  if (first === undefined) return undefined;
  switch (to) {
    case "none":
    case "pair":
      return undefined;
    case "one":
    case "list":
      return first;
    case "many":
    case "lists":
      return Array.isArray(value) ? value : [first];
  }
}

function within(value: number, range: CatalogueAttribute["range"]): number {
  return range ? Math.max(range.min, Math.min(range.max, value)) : value;
}

function problem(found: NumberProblem): ReadNumber {
  return { kind: "problem", problem: found };
}
