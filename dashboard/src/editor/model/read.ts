/** Document → model. Whatever the editor does not understand is carried along, never dropped. */
import { type IdSource, isRouteId } from "./ids.ts";
import type {
  ConditionTree,
  GroupForm,
  GroupMode,
  GroupNode,
  JsonObject,
  JsonValue,
  RouteModel,
  WorkflowModel,
} from "./model.ts";

export function readDocument(document: JsonObject, ids: IdSource): WorkflowModel {
  const { routes, everything_else: everythingElse, ...head } = document;
  return {
    routes: objects(routes).map((route) => readRoute(route, ids)),
    everythingElse: objects(everythingElse),
    head,
  };
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readRoute(route: JsonObject, ids: IdSource): RouteModel {
  const { id, name, if: condition, then, ...extra } = route;
  return {
    id: isRouteId(id) ? id : ids.routeId(),
    name: typeof name === "string" ? name : "",
    condition: readRoot(condition, ids),
    actions: objects(then),
    extra,
  };
}

/** The top of a route is always a group for the editor; a lone condition gets a bare one around it. */
function readRoot(json: JsonValue | undefined, ids: IdSource): GroupNode {
  if (json === undefined) return group(ids, "all", "absent", []);
  const tree = readTree(json, ids);
  return tree.kind === "group" ? tree : group(ids, "all", "bare", [tree]);
}

export function readTree(json: JsonValue, ids: IdSource): ConditionTree {
  return readGroup(json, ids) ?? readCondition(json, ids) ?? opaque(json, ids);
}

function readGroup(json: JsonValue, ids: IdSource): GroupNode | null {
  if (!isJsonObject(json) || Object.keys(json).length !== 1) return null;
  const { all, any, not } = json;
  if (isArray(all)) return group(ids, "all", "plain", readMembers(all, ids));
  if (isArray(any)) return group(ids, "any", "plain", readMembers(any, ids));
  if (!isJsonObject(not)) return null;
  if (isArray(not.any) && Object.keys(not).length === 1) {
    return group(ids, "none", "plain", readMembers(not.any, ids));
  }
  return group(ids, "none", "bare", [readTree(not, ids)]);
}

function readCondition(json: JsonValue, ids: IdSource): ConditionTree | null {
  if (!isJsonObject(json)) return null;
  const { attribute, operator, ...rest } = json;
  const { value, ...unknown } = rest;
  const readable = Object.keys(unknown).length === 0 && isText(attribute) && isText(operator);
  if (!readable) return null;
  const head = {
    kind: "condition" as const,
    key: ids.nodeKey(),
    attribute: attribute ?? null,
    operator: operator ?? null,
  };
  return value === undefined ? head : { ...head, value };
}

function opaque(json: JsonValue, ids: IdSource): ConditionTree {
  return { kind: "opaque", key: ids.nodeKey(), json };
}

function group(
  ids: IdSource,
  mode: GroupMode,
  form: GroupForm,
  members: readonly ConditionTree[],
): GroupNode {
  return { kind: "group", key: ids.nodeKey(), mode, form, members };
}

function readMembers(members: readonly JsonValue[], ids: IdSource): readonly ConditionTree[] {
  return members.map((member) => readTree(member, ids));
}

function isArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function isText(value: JsonValue | undefined): value is string | undefined {
  return value === undefined || typeof value === "string";
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return isArray(value) ? value.filter(isJsonObject) : [];
}
