/**
 * What the server said about a saved text, pinned to routes and conditions instead of positions, so
 * that it stays with its route while later edits move things about.
 */
import type { Diagnostic, Explanation } from "@/api/types.ts";
import { locate, type Place } from "./locate.ts";
import type { WorkflowModel } from "./model.ts";

export type Remark = Diagnostic & { readonly place: Place };

export interface Remarks {
  readonly all: readonly Remark[];
  readonly errors: number;
  readonly warnings: number;
}

export const NO_REMARKS: Remarks = { all: [], errors: 0, warnings: 0 };

export function placeRemarks(model: WorkflowModel, diagnostics: readonly Diagnostic[]): Remarks {
  const all = diagnostics.map((diagnostic) => ({
    ...diagnostic,
    place: locate(model, diagnostic.pointer),
  }));
  const errors = all.filter(({ severity }) => severity === "error").length;
  return { all, errors, warnings: all.length - errors };
}

export function remarksOnWorkflow(remarks: Remarks): readonly Remark[] {
  return remarks.all.filter(({ place }) => place.kind === "workflow");
}

export function remarksOnEverythingElse(remarks: Remarks): readonly Remark[] {
  return remarks.all.filter(({ place }) => place.kind === "everything_else");
}

/** Everything about a route, its conditions included. */
export function remarksOnRoute(remarks: Remarks, route: string): readonly Remark[] {
  return remarks.all.filter(({ place }) => "route" in place && place.route === route);
}

export function remarksOnRouteField(
  remarks: readonly Remark[],
  field: "name" | "if" | "then" | null,
): readonly Remark[] {
  return remarks.filter(({ place }) => place.kind === "route" && place.field === field);
}

export function remarksOnNode(remarks: readonly Remark[], node: string): readonly Remark[] {
  return remarks.filter(({ place }) => place.kind === "condition" && place.node === node);
}

/** Sentences by node key, and by route id for whole routes. */
export function placeSentences(
  model: WorkflowModel,
  routes: Explanation["routes"],
): ReadonlyMap<string, string> {
  const sentences = new Map<string, string>();
  for (const route of routes) {
    sentences.set(route.id, route.sentence);
    for (const { pointer, sentence } of route.conditions) {
      const place = locate(model, pointer);
      if (place.kind === "condition") sentences.set(place.node, sentence);
    }
  }
  return sentences;
}
