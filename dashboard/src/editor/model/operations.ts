/**
 * Every change a person can make to a workflow, as data.
 *
 * An operation that does not apply (a route that is gone, a move past the end) returns the very same
 * model, so callers can tell by identity that nothing happened.
 */
import { changeCondition, insertMember, removeMember, setMode, wrapMember } from "./conditions.ts";
import { addMissing } from "./missing.ts";
import {
  type ConditionTree,
  type Decision,
  decisionOf,
  findRoute,
  type GroupMode,
  type JsonValue,
  type RouteModel,
  type WorkflowModel,
  withDecision,
} from "./model.ts";

export interface ConditionChange {
  readonly attribute?: string;
  readonly operator?: string;
  /** `undefined` takes the value away, which is how an incomplete condition is written. */
  readonly value?: JsonValue | undefined;
}

export type Operation =
  | { kind: "add_route"; id: string; name: string; rootKey: string; at?: number }
  | { kind: "rename_route"; route: string; name: string }
  | { kind: "duplicate_route"; route: string; id: string; name: string }
  | { kind: "delete_route"; route: string }
  | { kind: "move_route"; route: string; to: number }
  | { kind: "set_action"; route: string; decision: Decision }
  | { kind: "set_everything_else"; decision: Decision }
  | { kind: "add_condition"; route: string; group: string; condition: ConditionTree; at?: number }
  | { kind: "add_group"; route: string; group: string; key: string; mode: GroupMode }
  | { kind: "change_condition"; route: string; condition: string; change: ConditionChange }
  | { kind: "remove_condition"; route: string; node: string }
  | { kind: "set_group_mode"; route: string; group: string; mode: GroupMode }
  | { kind: "wrap_in_group"; route: string; node: string; key: string; mode: GroupMode }
  | { kind: "add_missing"; route: string; condition: string; key: string; groupKey: string }
  | { kind: "replace_all"; model: WorkflowModel; reason: ReplaceReason };

/** Why a whole text took the place of another: named in the list of steps. */
export type ReplaceReason = "theirs" | "mine" | "changed_elsewhere" | "text";

export function applyOperation(model: WorkflowModel, operation: Operation): WorkflowModel {
  switch (operation.kind) {
    case "add_route":
      return addRoute(model, operation);
    case "duplicate_route":
      return duplicateRoute(model, operation);
    case "delete_route":
      return deleteRoute(model, operation.route);
    case "move_route":
      return moveRoute(model, operation.route, operation.to);
    case "set_everything_else":
      return setEverythingElse(model, operation.decision);
    case "replace_all":
      return operation.model;
    default:
      return changeRoute(model, operation.route, (route) => applyToRoute(route, operation));
  }
}

type RouteOperation = Extract<
  Operation,
  {
    kind:
      | "rename_route"
      | "set_action"
      | "add_condition"
      | "add_group"
      | "change_condition"
      | "remove_condition"
      | "set_group_mode"
      | "wrap_in_group"
      | "add_missing";
  }
>;

function applyToRoute(route: RouteModel, operation: RouteOperation): RouteModel {
  switch (operation.kind) {
    case "rename_route":
      return operation.name === route.name ? route : { ...route, name: operation.name };
    case "set_action":
      return decisionOf(route.actions) === operation.decision
        ? route
        : { ...route, actions: withDecision(route.actions, operation.decision) };
    default: {
      const condition = applyToCondition(route.condition, operation);
      return condition === route.condition ? route : { ...route, condition };
    }
  }
}

function applyToCondition(
  root: RouteModel["condition"],
  operation: Exclude<RouteOperation, { kind: "rename_route" | "set_action" }>,
): RouteModel["condition"] {
  switch (operation.kind) {
    case "add_condition":
      return insertMember(root, operation.group, operation.condition, operation.at);
    case "add_group": {
      const { key, mode } = operation;
      const group = { kind: "group", key, mode, form: "plain", members: [] } as const;
      return insertMember(root, operation.group, group);
    }
    case "change_condition":
      return changeCondition(root, operation.condition, operation.change);
    case "remove_condition":
      return removeMember(root, operation.node);
    case "set_group_mode":
      return setMode(root, operation.group, operation.mode);
    case "wrap_in_group":
      return wrapMember(root, operation.node, operation.key, operation.mode);
    case "add_missing": {
      const { condition, key, groupKey } = operation;
      return addMissing(root, condition, { condition: key, group: groupKey });
    }
  }
}

function addRoute(
  model: WorkflowModel,
  { id, name, rootKey, at = model.routes.length }: Extract<Operation, { kind: "add_route" }>,
): WorkflowModel {
  if (findRoute(model, id)) return model;
  const route: RouteModel = {
    id,
    name,
    condition: { kind: "group", key: rootKey, mode: "all", form: "plain", members: [] },
    actions: [],
    extra: {},
  };
  return { ...model, routes: model.routes.toSpliced(clamp(at, model.routes.length), 0, route) };
}

function duplicateRoute(
  model: WorkflowModel,
  { route: source, id, name }: Extract<Operation, { kind: "duplicate_route" }>,
): WorkflowModel {
  const at = model.routes.findIndex((route) => route.id === source);
  const original = model.routes[at];
  if (!original || findRoute(model, id)) return model;
  // Keys are unique on the whole screen; the new route's id makes the copies so.
  const condition = rekey(original.condition, id) as RouteModel["condition"];
  const copy = { ...original, id, name, condition };
  return { ...model, routes: model.routes.toSpliced(at + 1, 0, copy) };
}

function rekey(tree: ConditionTree, prefix: string): ConditionTree {
  const key = `${prefix}.${tree.key}`;
  if (tree.kind !== "group") return { ...tree, key };
  return { ...tree, key, members: tree.members.map((member) => rekey(member, prefix)) };
}

function deleteRoute(model: WorkflowModel, id: string): WorkflowModel {
  const routes = model.routes.filter((route) => route.id !== id);
  return routes.length === model.routes.length ? model : { ...model, routes };
}

function moveRoute(model: WorkflowModel, id: string, to: number): WorkflowModel {
  const from = model.routes.findIndex((route) => route.id === id);
  const route = model.routes[from];
  const target = clamp(to, model.routes.length - 1);
  if (!route || target === from) return model;
  return { ...model, routes: model.routes.toSpliced(from, 1).toSpliced(target, 0, route) };
}

function setEverythingElse(model: WorkflowModel, decision: Decision): WorkflowModel {
  if (decisionOf(model.everythingElse) === decision) return model;
  return { ...model, everythingElse: withDecision(model.everythingElse, decision) };
}

function changeRoute(
  model: WorkflowModel,
  id: string,
  change: (route: RouteModel) => RouteModel,
): WorkflowModel {
  const at = model.routes.findIndex((route) => route.id === id);
  const route = model.routes[at];
  const changed = route && change(route);
  if (!changed || changed === route) return model;
  return { ...model, routes: model.routes.with(at, changed) };
}

function clamp(index: number, last: number): number {
  return Math.max(0, Math.min(index, last));
}
