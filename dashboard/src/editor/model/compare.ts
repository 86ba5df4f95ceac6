/** Which routes differ between two texts of a workflow: drawn when two people changed one draft. */
import type { RouteModel, WorkflowModel } from "./model.ts";
import { isSameText } from "./saving.ts";
import { writeRoute } from "./write.ts";

export interface RouteDifference {
  readonly id: string;
  /** Null: not in that text. */
  readonly mine: RouteModel | null;
  readonly theirs: RouteModel | null;
}

export interface TextDifference {
  readonly routes: readonly RouteDifference[];
  readonly order: boolean;
  readonly everythingElse: boolean;
}

export function compareTexts(mine: WorkflowModel, theirs: WorkflowModel): TextDifference {
  const theirsById = new Map(theirs.routes.map((route) => [route.id, route]));
  const mineIds = new Set(mine.routes.map(({ id }) => id));
  const changed = mine.routes
    .map((route) => ({ id: route.id, mine: route, theirs: theirsById.get(route.id) ?? null }))
    .filter((pair) => !pair.theirs || !isSameRoute(pair.mine, pair.theirs));
  const added = theirs.routes
    .filter(({ id }) => !mineIds.has(id))
    .map((route) => ({ id: route.id, mine: null, theirs: route }));
  return {
    routes: [...changed, ...added],
    order: !isSameText(sharedOrder(mine, theirsById), sharedOrder(theirs, mineIds)),
    everythingElse: !isSameText(mine.everythingElse, theirs.everythingElse),
  };
}

function isSameRoute(left: RouteModel, right: RouteModel): boolean {
  return isSameText(writeRoute(left), writeRoute(right));
}

function sharedOrder(model: WorkflowModel, other: { has(id: string): boolean }): string[] {
  return model.routes.map(({ id }) => id).filter((id) => other.has(id));
}
