/** A condition on the screen → the JSON pointer to it in the document. The inverse of `locate`. */
import type { ConditionTree, GroupNode, WorkflowModel } from "./model.ts";
import { writtenForm } from "./write.ts";

export function pointerTo(model: WorkflowModel, node: string): string | null {
  for (const [index, route] of model.routes.entries()) {
    const path = pathIn(route.condition, node);
    if (path !== null) return `/routes/${index}/if${path}`;
  }
  return null;
}

function pathIn(tree: ConditionTree, node: string): string | null {
  if (tree.key === node) return "";
  if (tree.kind !== "group") return null;
  for (const [index, member] of tree.members.entries()) {
    const path = pathIn(member, node);
    if (path !== null) return `${stepInto(tree, index)}${path}`;
  }
  return null;
}

function stepInto(group: GroupNode, index: number): string {
  const isBare = writtenForm(group) === "bare";
  if (group.mode === "none") return isBare ? "/not" : `/not/any/${index}`;
  return isBare ? "" : `/${group.mode}/${index}`;
}
