import { expect, it } from "vitest";
import { caretAfterChange, nextIndent } from "./caret.ts";

it.each([
  ["value: 18\n", "value: 21\n", "value: 21".length],
  ["a\nc\n", "a\nb\nc\n", "a\nb\n".length],
  ["a\nb\nc\n", "a\nc\n", "a\n".length],
  ["", "abc", 3],
  ["same", "same", 4],
])("from %j to %j the caret stands at %i", (before, after, expected) => {
  expect(caretAfterChange(before, after)).toBe(expected);
});

it.each([
  ["name: A", ""],
  ["routes:", "  "],
  ["a\n  if:", "    "],
  ["a\n    value: 18", "    "],
  ["routes:\n  - id: rt_a", "    "],
  ["routes:\n  - all:", "      "],
  ["- - a", "    "],
])("after %j the next line begins with %j", (text, expected) => {
  expect(nextIndent(text)).toBe(expected);
});
