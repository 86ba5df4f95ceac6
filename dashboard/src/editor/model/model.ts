/**
 * The workflow document as the editor holds it: immutable, with a stable key for every condition.
 *
 * Knows the shape of product documents and nothing of the server, React or the words on the screen.
 */

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export const DECISIONS = ["approve", "decline", "mark_for_review", "do_nothing"] as const;
export type Decision = (typeof DECISIONS)[number];

/** `none` is written `{"not": {"any": […]}}`. */
export const GROUP_MODES = ["all", "any", "none"] as const;
export type GroupMode = (typeof GROUP_MODES)[number];

/**
 * How a group is written.
 *
 * - `plain`: `{"all": […]}`, `{"any": […]}`, `{"not": {"any": […]}}`
 * - `bare`: the only member without the group around it: a lone condition at the top of a route, or
 *   `{"not": …}` around one member. Becomes plain as soon as it holds anything else.
 * - `absent`: the route has no `if` at all. Becomes plain with the first member.
 */
export type GroupForm = "plain" | "bare" | "absent";

export interface ConditionNode {
  readonly kind: "condition";
  readonly key: string;
  readonly attribute: string | null;
  readonly operator: string | null;
  /** Absent while the condition is incomplete. */
  readonly value?: JsonValue;
}

export interface GroupNode {
  readonly kind: "group";
  readonly key: string;
  readonly mode: GroupMode;
  readonly form: GroupForm;
  readonly members: readonly ConditionTree[];
}

/** Something a newer release may have written: kept as it is, shown read-only. */
export interface OpaqueNode {
  readonly kind: "opaque";
  readonly key: string;
  readonly json: JsonValue;
}

export type ConditionTree = ConditionNode | GroupNode | OpaqueNode;

export interface RouteModel {
  readonly id: string;
  readonly name: string;
  readonly condition: GroupNode;
  readonly actions: readonly JsonObject[];
  /** Keys this editor does not know, kept for the way back. */
  readonly extra: JsonObject;
}

export interface WorkflowModel {
  readonly routes: readonly RouteModel[];
  readonly everythingElse: readonly JsonObject[];
  /** Format, name, event, and keys this editor does not know. */
  readonly head: JsonObject;
}

export function isDecision(value: unknown): value is Decision {
  return DECISIONS.some((decision) => decision === value);
}

/** The one decision action of a list of actions; null when there is none yet. */
export function decisionOf(actions: readonly JsonObject[]): Decision | null {
  for (const { action } of actions) {
    if (isDecision(action)) return action;
  }
  return null;
}

/** Replaces the decision action where it stands and keeps every other action. */
export function withDecision(
  actions: readonly JsonObject[],
  decision: Decision,
): readonly JsonObject[] {
  const at = actions.findIndex(({ action }) => isDecision(action));
  if (at < 0) return [{ action: decision }, ...actions];
  return actions.map((entry, index) => (index === at ? { ...entry, action: decision } : entry));
}

export function findRoute(model: WorkflowModel, id: string): RouteModel | undefined {
  return model.routes.find((route) => route.id === id);
}

export function findNode(tree: ConditionTree, key: string): ConditionTree | undefined {
  if (tree.key === key) return tree;
  if (tree.kind !== "group") return undefined;
  for (const member of tree.members) {
    const found = findNode(member, key);
    if (found) return found;
  }
  return undefined;
}

export function countConditions(tree: ConditionTree): number {
  if (tree.kind !== "group") return 1;
  return tree.members.reduce((sum, member) => sum + countConditions(member), 0);
}
