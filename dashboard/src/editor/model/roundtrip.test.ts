import { describe, expect, it } from "vitest";
import { countingIds } from "../testing/ids.ts";
import { dice, randomCondition, randomDocument } from "../testing/random.ts";
import type { JsonObject } from "./model.ts";
import { readDocument, readTree } from "./read.ts";
import { writeDocument, writeTree } from "./write.ts";

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

describe("document ⇄ model", () => {
  it.each(SEEDS)("loses nothing of random document %i", (seed) => {
    const document = randomDocument(dice(seed));
    expect(writeDocument(readDocument(document, countingIds()))).toEqual(document);
  });

  it.each([
    [{ all: [{ attribute: "age", operator: "less_than", value: 18 }] }],
    [{ attribute: "age", operator: "less_than", value: 18 }],
    [{ not: { attribute: "country", operator: "any_of", value: ["US", "CA"] } }],
    [{ not: { any: [{ attribute: "age", operator: "is_missing" }] } }],
    [{ not: { all: [{ attribute: "age", operator: "is_missing" }] } }],
    [{ not: { not: { any: [] } } }],
    [{ not: { from_the_future: 1 } }],
    [{ all: [], any: [] }],
    [{ attribute: "age", operator: "equals", value: null }],
    [{ attribute: "age", operator: 7, value: 1 }],
    [{ attribute: "age", operator: "equals", value: 1, unit: "years" }],
    [{ attribute: "age" }],
    [{}],
    [null],
    ["text"],
  ])("keeps the condition %j as it is written", (condition) => {
    expect(writeTree(readTree(condition, countingIds()))).toEqual(condition);
  });

  it("shows `not` around `any` as one group, none of", () => {
    const tree = readTree({ not: { any: [{ attribute: "age" }] } }, countingIds());
    expect(tree).toMatchObject({ kind: "group", mode: "none", members: [{ kind: "condition" }] });
  });

  it("keeps keys that a newer release may have added", () => {
    const document: JsonObject = {
      format: 2,
      tests: ["later"],
      routes: [{ id: "rt_1", name: "A", marked: true, if: { all: [] } }],
      everything_else: [{ action: "approve" }, { action: "add_tag", tag: "vip" }],
    };
    const written = writeDocument(readDocument(document, countingIds()));
    const [route] = document.routes as JsonObject[];
    expect(written).toEqual({ ...document, routes: [{ ...route, then: [] }] });
  });

  it("assigns an id where a route has none or an ill-formed one", () => {
    const document = { routes: [{ name: "A" }, { id: "Rt-1", name: "B" }, { id: "rt_c" }] };
    const { routes } = readDocument(document, countingIds());
    expect(routes.map(({ id }) => id)).toEqual(["rt_a1", "rt_a2", "rt_c"]);
  });

  it.each(SEEDS)("reads what it wrote back as the same tree, seed %i", (seed) => {
    const tree = readTree(randomCondition(dice(seed), 0), countingIds());
    expect(readTree(writeTree(tree), countingIds())).toEqual(tree);
  });
});
