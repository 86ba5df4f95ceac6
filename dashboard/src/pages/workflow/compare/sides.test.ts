import { expect, it } from "vitest";
import { readCompare, writeCompare } from "./sides.ts";

const read = (text: string, latest = 4, hasDraft = true) =>
  readCompare(new URLSearchParams(text), latest, hasDraft);

it.each([
  ["", { from: 4, to: "draft", view: "words" }],
  ["to=3", { from: 2, to: 3, view: "words" }],
  ["to=1", { from: 1, to: 1, view: "words" }],
  ["from=1&to=4&view=people", { from: 1, to: 4, view: "people" }],
  ["from=9&to=0&view=all", { from: 4, to: "draft", view: "words" }],
  ["from=draft&to=2", { from: 1, to: 2, view: "words" }],
])("reads %j", (text, wanted) => {
  expect(read(text)).toEqual(wanted);
});

it("compares the two newest versions without a draft", () => {
  expect(read("to=draft", 4, false)).toEqual({ from: 3, to: 4, view: "words" });
  expect(read("", 1, false)).toEqual({ from: 1, to: 1, view: "words" });
});

it("forgets the open cell when a side or the view changes", () => {
  const query = new URLSearchParams("from=1&to=2&cell=x&flow=open&cursor=c&window=all");
  expect(writeCompare(query, { to: 3 }).toString()).toBe("from=1&to=3&window=all");
});
