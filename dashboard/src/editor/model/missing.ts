/** *Or is missing*: where it may be offered, and the change it makes. */
import { EDITABLE_LEVELS } from "./conditions.ts";
import type { ConditionNode, ConditionTree, GroupNode } from "./model.ts";

/** From the top of the route down to the group that holds the condition. */
function groupsAbove(root: GroupNode, key: string): readonly GroupNode[] | null {
  for (const member of root.members) {
    if (member.key === key) return [root];
    if (member.kind !== "group") continue;
    const below = groupsAbove(member, key);
    if (below) return [root, ...below];
  }
  return null;
}

/** Inside *none of* it would take out exactly those whom it seems to let in. */
export function isInsideNone(root: GroupNode, key: string): boolean {
  return (groupsAbove(root, key) ?? []).some(({ mode }) => mode === "none");
}

export function mayAddMissing(root: GroupNode, node: ConditionNode): boolean {
  const above = groupsAbove(root, node.key);
  const holder = above?.at(-1);
  if (!above || !holder || isInsideNone(root, node.key)) return false;
  if (node.operator === "is_missing" || node.operator === "is_present") return false;
  // A group of its own must be one that can still be edited by hand.
  if (holder.mode !== "any") return above.length < EDITABLE_LEVELS;
  return !holder.members.some((member) => isMissingTest(member, node));
}

function isMissingTest(member: ConditionTree, { attribute }: ConditionNode): boolean {
  return (
    member.kind === "condition" &&
    member.attribute === attribute &&
    member.operator === "is_missing"
  );
}

/** Beside the condition where any of the group is enough, else in a group of the two. */
export function addMissing(
  root: GroupNode,
  key: string,
  keys: { readonly condition: string; readonly group: string },
): GroupNode {
  const at = root.members.findIndex((member) => member.key === key);
  const node = root.members[at];
  if (node?.kind === "condition") {
    const missing: ConditionNode = {
      kind: "condition",
      key: keys.condition,
      attribute: node.attribute,
      operator: "is_missing",
    };
    if (root.mode === "any") {
      return { ...root, form: "plain", members: root.members.toSpliced(at + 1, 0, missing) };
    }
    const group: GroupNode = {
      kind: "group",
      key: keys.group,
      mode: "any",
      form: "plain",
      members: [node, missing],
    };
    return { ...root, form: "plain", members: root.members.with(at, group) };
  }
  const members = root.members.map((member) =>
    member.kind === "group" ? addMissing(member, key, keys) : member,
  );
  const isSame = members.every((member, index) => member === root.members[index]);
  return isSame ? root : { ...root, members };
}
