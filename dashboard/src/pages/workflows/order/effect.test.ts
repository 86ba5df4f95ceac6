import { describe, expect, it } from "vitest";
import { moved, type Ordered, turnsOf } from "./effect.ts";

const since = { version: 1, since: "2026-11-22T10:42:07Z", since_by: null };
const workflow = (id: string, running = true, event = "inquiry.completed"): Ordered =>
  ({ id, name: id.toUpperCase(), event, running: running ? since : null }) as Ordered;
const all = [
  workflow("a"),
  workflow("b"),
  workflow("c", false),
  workflow("d"),
  workflow("x", true, "other"),
];

describe("moved", () => {
  it.each([
    ["b", 0, ["b", "a", "c"]],
    ["a", 2, ["b", "c", "a"]],
    ["a", 9, ["b", "c", "a"]],
    ["c", -1, ["c", "a", "b"]],
    ["gone", 0, ["a", "b", "c"]],
  ])("%s to %i", (id, to, expected) => {
    expect(moved(["a", "b", "c"], id, to)).toEqual(expected);
  });
});

describe("turnsOf", () => {
  const before = ["a", "b", "c", "d", "x"];

  it.each([
    ["nothing moved", before, []],
    ["two swapped", ["b", "a", "c", "d", "x"], [{ workflow: "B", side: "before", others: ["A"] }]],
    [
      "one to the top",
      ["d", "a", "b", "c", "x"],
      [{ workflow: "D", side: "before", others: ["A", "B"] }],
    ],
    [
      "one to the end",
      ["b", "c", "d", "a", "x"],
      [{ workflow: "A", side: "after", others: ["B", "D"] }],
    ],
    ["one that does not run", ["c", "a", "b", "d", "x"], []],
    ["one of another event", ["x", "a", "b", "c", "d"], []],
    [
      "all turned round",
      ["x", "d", "c", "b", "a"],
      [
        { workflow: "D", side: "before", others: ["B", "A"] },
        { workflow: "B", side: "before", others: ["A"] },
      ],
    ],
  ])("%s", (_, after, expected) => {
    expect(turnsOf(before, after, all)).toEqual(expected);
  });
});
