/** Model → document. The inverse of `read`, except that every route has an id. */
import type {
  ConditionNode,
  ConditionTree,
  GroupForm,
  GroupNode,
  JsonObject,
  JsonValue,
  RouteModel,
  WorkflowModel,
} from "./model.ts";

export function writeDocument(model: WorkflowModel): JsonObject {
  return {
    ...model.head,
    routes: model.routes.map(writeRoute),
    everything_else: model.everythingElse,
  };
}

export function writeRoute(route: RouteModel): JsonObject {
  const { id, name, condition, actions, extra } = route;
  const isWritten = writtenForm(condition) !== "absent";
  return {
    ...extra,
    id,
    name,
    ...(isWritten ? { if: writeTree(condition) } : {}),
    then: actions,
  };
}

export function writeTree(tree: ConditionTree): JsonValue {
  switch (tree.kind) {
    case "condition":
      return writeCondition(tree);
    case "group":
      return writeGroup(tree);
    case "opaque":
      return tree.json;
  }
}

/**
 * The form a group takes on paper. A bare group stays bare only while reading it back gives the same
 * group: `not` around an `any` would come back as *none of*, a group at the top as itself.
 */
export function writtenForm(group: GroupNode): GroupForm {
  const [only, ...others] = group.members;
  if (group.form === "absent") return only ? "plain" : "absent";
  if (group.form === "plain" || !only || others.length > 0) return "plain";
  switch (group.mode) {
    case "all":
      return only.kind === "group" ? "plain" : "bare";
    case "any":
      return "plain";
    case "none":
      return isPlainAny(only) ? "plain" : "bare";
  }
}

function isPlainAny(tree: ConditionTree): boolean {
  return tree.kind === "group" && tree.mode === "any";
}

function writeGroup(group: GroupNode): JsonValue {
  const [only] = group.members;
  const bare = writtenForm(group) === "bare";
  if (bare && only) return group.mode === "none" ? { not: writeTree(only) } : writeTree(only);
  const members = group.members.map(writeTree);
  switch (group.mode) {
    case "all":
      return { all: members };
    case "any":
      return { any: members };
    case "none":
      return { not: { any: members } };
  }
}

function writeCondition({ attribute, operator, value }: ConditionNode): JsonObject {
  return {
    ...(attribute === null ? {} : { attribute }),
    ...(operator === null ? {} : { operator }),
    ...(value === undefined ? {} : { value }),
  };
}
