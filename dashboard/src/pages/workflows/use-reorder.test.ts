import { expect, it } from "vitest";
import { swapped } from "./use-reorder.ts";

it.each([
  ["b", "a", ["b", "a", "c", "d"]],
  ["b", "d", ["a", "d", "c", "b"]],
  ["b", "gone", ["a", "gone", "c", "d"]],
])("puts %s and %s in each other's place", (one, other, expected) => {
  expect(swapped(["a", "b", "c", "d"], one, other)).toEqual(expected);
});
