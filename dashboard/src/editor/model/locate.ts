/** JSON pointer → the thing on the screen it speaks of. */
import type { ConditionTree, RouteModel, WorkflowModel } from "./model.ts";
import { writtenForm } from "./write.ts";

export type ConditionField = "attribute" | "operator" | "value";

export type Place =
  | { readonly kind: "workflow" }
  | { readonly kind: "everything_else" }
  | {
      readonly kind: "route";
      readonly route: string;
      readonly field: "name" | "if" | "then" | null;
    }
  | {
      readonly kind: "condition";
      readonly route: string;
      readonly node: string;
      readonly field: ConditionField | null;
    };

/** Finds the deepest thing that exists; a pointer into nowhere is about its nearest ancestor. */
export function locate(model: WorkflowModel, pointer: string): Place {
  const [head, index, field, ...rest] = tokens(pointer);
  if (head === "everything_else") return { kind: "everything_else" };
  const route = head === "routes" ? model.routes[Number(index)] : undefined;
  if (!route) return { kind: "workflow" };
  if (field === "name" || field === "then") return { kind: "route", route: route.id, field };
  if (field !== "if") return { kind: "route", route: route.id, field: null };
  return locateIn(route, route.condition, rest);
}

function locateIn(route: RouteModel, tree: ConditionTree, path: readonly string[]): Place {
  const next = descend(tree, path);
  if (next) return locateIn(route, next.tree, next.path);
  if (tree === route.condition) return { kind: "route", route: route.id, field: "if" };
  const field = tree.kind === "condition" ? conditionField(path[0]) : null;
  return { kind: "condition", route: route.id, node: tree.key, field };
}

interface Descent {
  readonly tree: ConditionTree;
  readonly path: readonly string[];
}

function descend(tree: ConditionTree, path: readonly string[]): Descent | null {
  if (tree.kind !== "group") return null;
  if (writtenForm(tree) === "bare") {
    const [only] = tree.members;
    if (!only) return null;
    if (tree.mode !== "none") return { tree: only, path };
    return path[0] === "not" ? { tree: only, path: path.slice(1) } : null;
  }
  const skipped = tree.mode === "none" ? 2 : 1;
  const member = tree.members[Number(path[skipped] ?? Number.NaN)];
  return member ? { tree: member, path: path.slice(skipped + 1) } : null;
}

function conditionField(token: string | undefined): ConditionField | null {
  return token === "attribute" || token === "operator" || token === "value" ? token : null;
}

function tokens(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
}
