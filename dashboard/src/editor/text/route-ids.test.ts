import { expect, it } from "vitest";
import type { JsonValue } from "../model/model.ts";
import { readDocument } from "../model/read.ts";
import { countingIds } from "../testing/ids.ts";
import { withRouteIds } from "./route-ids.ts";

const draft = readDocument(
  { routes: ["a", "b", "c"].map((id) => ({ id: `rt_${id}`, name: id.toUpperCase() })) },
  countingIds(),
);

it.each<[string, JsonValue[], string[]]>([
  ["keeps ids that are written", [{ id: "rt_c" }, { id: "rt_x" }], ["rt_c", "rt_x"]],
  ["finds a route by its name", [{ name: "C" }, { name: "A" }], ["rt_c", "rt_a"]],
  ["then by its place", [{ id: "rt_a" }, { name: "Renamed" }], ["rt_a", "rt_b"]],
  ["never gives one id twice", [{ name: "A" }, { name: "A" }], ["rt_a", "rt_b"]],
  [
    "does not take an id that is written elsewhere",
    [{ name: "B" }, { id: "rt_b" }],
    ["rt_a", "rt_b"],
  ],
  [
    "makes a new one",
    [{ id: "rt_a" }, { id: "rt_b" }, { id: "rt_c" }, { name: "D" }],
    ["rt_a", "rt_b", "rt_c", "rt_a1"],
  ],
])("%s", (_, routes, expected) => {
  const given = withRouteIds({ routes }, draft, countingIds()).routes as { id: string }[];
  expect(given.map(({ id }) => id)).toEqual(expected);
});

it("leaves what is no list of routes as it is", () => {
  for (const document of [{}, { routes: "text" }, { routes: [1, null, { id: 7 }] }]) {
    expect(withRouteIds(document, draft, countingIds())).toBe(document);
  }
});
