/** Changes inside one route's tree of conditions. Each returns the same tree when it does not apply. */
import type { ConditionNode, ConditionTree, GroupMode, GroupNode } from "./model.ts";
import type { ConditionChange } from "./operations.ts";
import { writtenForm } from "./write.ts";

/** Levels of groups that can be edited by hand; deeper ones are shown with their sentence. */
export const EDITABLE_LEVELS = 3;

/** Groups within groups as the document counts them: *none of* is two, `not` and `any`. */
export function writtenDepth(tree: ConditionTree): number {
  if (tree.kind !== "group") return 0;
  const inner = Math.max(0, ...tree.members.map(writtenDepth));
  if (writtenForm(tree) === "bare") return inner + (tree.mode === "none" ? 1 : 0);
  return inner + (tree.mode === "none" ? 2 : 1);
}

export function insertMember(
  root: GroupNode,
  group: string,
  member: ConditionTree,
  at?: number,
): GroupNode {
  return changeGroup(root, group, (found) => ({
    ...found,
    form: "plain",
    members: found.members.toSpliced(at ?? found.members.length, 0, member),
  }));
}

export function removeMember(root: GroupNode, key: string): GroupNode {
  return changeGroupWith(root, key, (found) => ({
    ...found,
    form: "plain",
    members: found.members.filter((member) => member.key !== key),
  }));
}

export function wrapMember(
  root: GroupNode,
  key: string,
  wrapperKey: string,
  mode: GroupMode,
): GroupNode {
  return changeGroupWith(root, key, (found) => ({
    ...found,
    form: "plain",
    members: found.members.map((member) =>
      member.key === key
        ? { kind: "group", key: wrapperKey, mode, form: "plain", members: [member] }
        : member,
    ),
  }));
}

export function setMode(root: GroupNode, key: string, mode: GroupMode): GroupNode {
  return changeGroup(root, key, (found) =>
    found.mode === mode ? found : { ...found, mode, form: "plain" },
  );
}

export function changeCondition(root: GroupNode, key: string, change: ConditionChange): GroupNode {
  return mapGroup(root, (group) => {
    const at = group.members.findIndex((member) => member.key === key);
    const member = group.members[at];
    if (member?.kind !== "condition") return group;
    const changed = withChange(member, change);
    return changed === member ? group : { ...group, members: group.members.with(at, changed) };
  });
}

function withChange(node: ConditionNode, change: ConditionChange): ConditionNode {
  const { value: before, ...head } = node;
  const value = "value" in change ? change.value : before;
  const attribute = change.attribute ?? head.attribute;
  const operator = change.operator ?? head.operator;
  const same = attribute === head.attribute && operator === head.operator;
  if (same && JSON.stringify(value) === JSON.stringify(before)) return node;
  const next = { ...head, attribute, operator };
  return value === undefined ? next : { ...next, value };
}

function changeGroup(
  root: GroupNode,
  key: string,
  change: (group: GroupNode) => GroupNode,
): GroupNode {
  return mapGroup(root, (group) => (group.key === key ? change(group) : group));
}

/** Changes the group that holds `member`. */
function changeGroupWith(
  root: GroupNode,
  member: string,
  change: (group: GroupNode) => GroupNode,
): GroupNode {
  return mapGroup(root, (group) =>
    group.members.some(({ key }) => key === member) ? change(group) : group,
  );
}

function mapGroup(group: GroupNode, change: (group: GroupNode) => GroupNode): GroupNode {
  const members = group.members.map((member) =>
    member.kind === "group" ? mapGroup(member, change) : member,
  );
  const kept = members.every((member, index) => member === group.members[index]);
  return change(kept ? group : { ...group, members });
}
