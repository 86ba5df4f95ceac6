import { describe, expect, it } from "vitest";
import { countingIds } from "../testing/ids.ts";
import { allNodes, dice, randomDocument } from "../testing/random.ts";
import { locate } from "./locate.ts";
import { isInsideNone, mayAddMissing } from "./missing.ts";
import type { ConditionNode, JsonValue } from "./model.ts";
import { applyOperation } from "./operations.ts";
import { pointerTo } from "./pointer.ts";
import { readDocument } from "./read.ts";
import { writeDocument } from "./write.ts";

const age = { attribute: "age", operator: "less_than", value: 18 };
const missing = { attribute: "age", operator: "is_missing" };
const other = { attribute: "country", operator: "equals", value: "US" };

function read(condition: JsonValue) {
  const ids = countingIds();
  const routes = [{ id: "rt_a", name: "A", if: condition, then: [] }];
  const model = readDocument({ routes, everything_else: [] }, ids);
  const root = model.routes[0]?.condition;
  if (!root) throw new Error("no route");
  const nodes = allNodes(root).filter((node): node is ConditionNode => node.kind === "condition");
  const node = nodes.find(({ operator }) => operator === "less_than");
  if (!node) throw new Error("no condition");
  return { model, root, node };
}

function added(condition: JsonValue): JsonValue | undefined {
  const { model, node } = read(condition);
  const operation = {
    kind: "add_missing",
    route: "rt_a",
    condition: node.key,
    key: "x",
    groupKey: "y",
  } as const;
  const after = applyOperation(model, operation);
  const [route] = writeDocument(after).routes as { if?: JsonValue }[];
  return route?.if;
}

describe("or is missing", () => {
  it.each<[JsonValue, JsonValue]>([
    [{ all: [age, other] }, { all: [{ any: [age, missing] }, other] }],
    [{ any: [age, other] }, { any: [age, missing, other] }],
    [age, { all: [{ any: [age, missing] }] }],
    [{ all: [other, { any: [other, age] }] }, { all: [other, { any: [other, age, missing] }] }],
  ])("turns %j into %j", (before, after) => {
    expect(added(before)).toEqual(after);
  });

  it.each<[JsonValue, boolean]>([
    [{ all: [age] }, true],
    [{ any: [age, missing] }, false],
    [{ all: [age, missing] }, true],
    [{ not: { any: [age] } }, false],
    [{ not: age }, false],
    [{ all: [{ not: { any: [{ all: [age] }] } }] }, false],
    // A fourth level could not be edited by hand.
    [{ all: [{ any: [{ all: [age] }] }] }, false],
    [{ all: [{ all: [{ any: [age] }] }] }, true],
  ])("is offered in %j: %j", (condition, isOffered) => {
    const { root, node } = read(condition);
    expect(mayAddMissing(root, node)).toBe(isOffered);
  });

  it("knows what is inside none of", () => {
    const { root, node } = read({ all: [{ not: { any: [other, age] } }] });
    expect(isInsideNone(root, node.key)).toBe(true);
  });
});

it("finds the pointer to every condition, which leads back to it", () => {
  for (let seed = 1; seed <= 200; seed += 1) {
    const model = readDocument(randomDocument(dice(seed)), countingIds());
    for (const route of model.routes) {
      for (const node of allNodes(route.condition)) {
        if (node.kind !== "condition") continue;
        const pointer = pointerTo(model, node.key);
        expect(pointer).not.toBeNull();
        expect(locate(model, pointer ?? "")).toMatchObject({ kind: "condition", node: node.key });
      }
    }
  }
  expect(pointerTo(readDocument({ routes: [] }, countingIds()), "nowhere")).toBeNull();
});
