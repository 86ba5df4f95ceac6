// Random documents and operations from a seed, for tests that hold for any of them.
import {
  type ConditionTree,
  DECISIONS,
  GROUP_MODES,
  type JsonObject,
  type JsonValue,
  type WorkflowModel,
} from "../model/model.ts";
import type { Operation } from "../model/operations.ts";

export interface Dice {
  below(limit: number): number;
  pick<T>(options: readonly [T, ...T[]]): T;
  pick<T>(options: readonly T[]): T | undefined;
}

/** Mulberry32: small, good enough, the same on every machine. */
export function dice(seed: number): Dice {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return { below, pick: <T>(options: readonly T[]) => options[below(options.length)] as T };
}

export function randomDocument(roll: Dice): JsonObject {
  return {
    format: 1,
    name: "Onboarding",
    event: "inquiry.completed",
    routes: Array.from({ length: roll.below(5) }, (_, index) => randomRoute(roll, index)),
    everything_else: [{ action: roll.pick(DECISIONS) }],
  };
}

function randomRoute(roll: Dice, index: number): JsonObject {
  const condition = roll.below(6) === 0 ? {} : { if: randomCondition(roll, 0) };
  const actions = roll.below(5) === 0 ? [] : [{ action: roll.pick(DECISIONS) }];
  return { id: `rt_${index}`, name: `Route ${index}`, ...condition, then: actions };
}

export function randomCondition(roll: Dice, depth: number): JsonValue {
  const kind = depth > 4 ? 0 : roll.below(6);
  const members = () =>
    Array.from({ length: roll.below(4) }, () => randomCondition(roll, depth + 1));
  switch (kind) {
    case 1:
      return { all: members() };
    case 2:
      return { any: members() };
    case 3:
      return { not: randomCondition(roll, depth + 1) };
    case 4:
      return { not: { any: members() } };
    case 5:
      return { from_the_future: [1, { deep: true }] };
    default:
      return randomLeaf(roll);
  }
}

function randomLeaf(roll: Dice): JsonObject {
  return roll.pick<JsonObject>([
    { attribute: "age", operator: "less_than", value: roll.below(90) },
    { attribute: "age", operator: "between", value: [18, 60] },
    { attribute: "age", operator: "equals" },
    { attribute: "country", operator: "any_of", value: ["US", "CA"] },
    { attribute: "liveness_check_score", operator: "is_missing" },
    { attribute: "list_matches", operator: "contains", value: "lst_1" },
  ]);
}

/** An operation that may or may not apply: ids are taken from the model, and now and then invented. */
export function randomOperation(roll: Dice, model: WorkflowModel, serial: number): Operation {
  const chosen = roll.pick(model.routes);
  const route = chosen?.id ?? "rt_nowhere";
  const nodes = chosen ? allNodes(chosen.condition) : [];
  const groups = nodes.filter(({ kind }) => kind === "group");
  const node = roll.pick(nodes)?.key ?? "nowhere";
  const group = roll.pick(groups)?.key ?? "nowhere";
  const fresh = `new${serial}`;
  const decision = roll.pick(DECISIONS);
  const mode = roll.pick(GROUP_MODES);
  const condition: ConditionTree = {
    kind: "condition",
    key: fresh,
    attribute: "age",
    operator: "less_than",
    value: roll.below(99),
  };
  return roll.pick<Operation>([
    { kind: "add_route", id: `rt_${fresh}`, name: fresh, rootKey: `${fresh}.root` },
    { kind: "add_route", id: `rt_${fresh}`, name: fresh, rootKey: `${fresh}.root`, at: 0 },
    { kind: "rename_route", route, name: `Name ${roll.below(5)}` },
    { kind: "duplicate_route", route, id: `rt_${fresh}`, name: `${fresh} copy` },
    { kind: "delete_route", route },
    { kind: "move_route", route, to: roll.below(8) - 1 },
    { kind: "set_action", route, decision },
    { kind: "set_everything_else", decision },
    { kind: "add_condition", route, group, condition, at: roll.below(3) },
    { kind: "add_condition", route, group, condition },
    { kind: "add_group", route, group, key: fresh, mode },
    { kind: "change_condition", route, condition: node, change: { value: roll.below(99) } },
    { kind: "change_condition", route, condition: node, change: { value: undefined } },
    {
      kind: "change_condition",
      route,
      condition: node,
      change: { attribute: "country", operator: "any_of", value: ["DE"] },
    },
    { kind: "remove_condition", route, node },
    { kind: "set_group_mode", route, group, mode },
    { kind: "wrap_in_group", route, node, key: fresh, mode },
    { kind: "add_missing", route, condition: node, key: fresh, groupKey: `${fresh}.group` },
  ]);
}

export function allNodes(tree: ConditionTree): readonly ConditionTree[] {
  return tree.kind === "group" ? [tree, ...tree.members.flatMap(allNodes)] : [tree];
}

/** Freezes all the way down, so that any change in place throws. */
export function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
