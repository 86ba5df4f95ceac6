import { describe, expect, it } from "vitest";
import { countingIds } from "../testing/ids.ts";
import { dice, randomCondition } from "../testing/random.ts";
import { setMode, wrapMember, writtenDepth } from "./conditions.ts";
import type { GroupNode, JsonValue } from "./model.ts";
import { isJsonObject, readDocument } from "./read.ts";
import { writeTree } from "./write.ts";

const age = { attribute: "age", operator: "less_than", value: 18 };

function read(condition: JsonValue): GroupNode {
  const { routes } = readDocument({ routes: [{ if: condition }] }, countingIds());
  const [route] = routes;
  if (!route) throw new Error("the document has no route");
  return route.condition;
}

/** As the server counts: every `all`, `any` and `not` on the way down. */
function depthOf(json: JsonValue | undefined): number {
  if (!isJsonObject(json)) return 0;
  const [member] = Object.keys(json);
  if (member === "not") return 1 + depthOf(json.not);
  const members = member === "all" ? json.all : member === "any" ? json.any : undefined;
  return Array.isArray(members) ? 1 + Math.max(0, ...members.map(depthOf)) : 0;
}

describe("writtenDepth", () => {
  it.each([
    [age, 0],
    [{ all: [age] }, 1],
    [{ not: age }, 1],
    [{ not: { any: [age] } }, 2],
    [{ not: { all: [age] } }, 2],
    [{ all: [{ not: { any: [{ not: { any: [age] } }] } }] }, 5],
  ])("%j is %i deep", (condition, depth) => {
    expect(writtenDepth(read(condition))).toBe(depth);
  });

  it.each(Array.from({ length: 200 }, (_, seed) => seed))(
    "counts as the server, seed %i",
    (seed) => {
      const root = read(randomCondition(dice(seed), 0));
      expect(writtenDepth(root)).toBe(depthOf(writeTree(root)));
    },
  );
});

it("changing a bare group makes it plain, and keeps what it means", () => {
  const root = read({ not: age });
  expect(writeTree(setMode(root, root.key, "any"))).toEqual({ any: [age] });
  const [only] = read(age).members;
  const bare = read(age);
  expect(writeTree(wrapMember(bare, only?.key ?? "", "new", "none"))).toEqual({
    all: [{ not: { any: [age] } }],
  });
});
