/** What a preview says of each route: how many, what changed, and how many were still undecided there. */
import type { Preview, PreviewElse } from "@/api/preview-types.ts";

export const EVERYTHING_ELSE = "everything_else";

/** How a count differs from the version that runs; who came and who went only where that is known. */
export type Change =
  | { readonly kind: "moved"; readonly gained: number; readonly lost: number }
  | { readonly kind: "difference"; readonly by: number };

export interface RouteCount {
  readonly count: number;
  readonly considered: number;
  /** Null: nothing runs. */
  readonly change: Change | null;
  /** Not yet taken by a route above. */
  readonly left: number;
  /** Of the count, those that an earlier workflow settles. */
  readonly settledEarlier: number;
}

/** By route id, *Everything else* included. Routes the answer does not know are absent. */
export function countRoutes(
  preview: Preview,
  order: readonly string[],
): ReadonlyMap<string, RouteCount> {
  const answered = new Map(preview.routes.map((route) => [route.id, route]));
  const counts = new Map<string, RouteCount>();
  let left = preview.considered;
  for (const id of order) {
    const route = answered.get(id);
    if (!route) continue;
    counts.set(id, countOf(preview, id, route, left));
    left -= route.count;
  }
  counts.set(EVERYTHING_ELSE, countOf(preview, EVERYTHING_ELSE, preview.everything_else, left));
  return counts;
}

function countOf(preview: Preview, id: string, route: PreviewElse, left: number): RouteCount {
  return {
    count: route.count,
    considered: preview.considered,
    change: changeOf(preview, id, route),
    left,
    settledEarlier: route.settled_earlier,
  };
}

function changeOf(preview: Preview, id: string, route: PreviewElse): Change | null {
  if (preview.baseline === null) return null;
  // A route the running version does not have took nobody there.
  const by = route.count - (route.baseline_count ?? 0);
  // The flow is complete only while nothing of it was left out.
  if (preview.flow_more > 0) return { kind: "difference", by };
  let gained = 0;
  let lost = 0;
  for (const cell of preview.flow) {
    if (cell.from_route === cell.to_route) continue;
    if (cell.to_route === id) gained += cell.count;
    if (cell.from_route === id) lost += cell.count;
  }
  const agrees = gained - lost === by;
  return agrees ? { kind: "moved", gained, lost } : { kind: "difference", by };
}
