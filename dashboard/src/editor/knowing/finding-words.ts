// Findings in words. Routes are named by where they stand on the screen now.
import type { Checked } from "@/api/preview-types.ts";
import { sentence } from "@/api/problem.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { EVERYTHING_ELSE } from "./model/counts.ts";
import type { RouteFinding } from "./model/findings.ts";

const words = strings.knowing.finding;

export interface NamedRoute {
  readonly id: string;
  readonly name: string;
}

export function positionOf(id: string, routes: readonly NamedRoute[]): number {
  return routes.findIndex((route) => route.id === id);
}

/** What the finding means, in one or two sentences. */
export function explain(
  finding: RouteFinding,
  route: string,
  routes: readonly NamedRoute[],
): string {
  switch (finding.kind) {
    case "never_matches":
      if (route === EVERYTHING_ELSE) return words.elseNever;
      if (finding.blockedBy.length === 0 && finding.because) return sentence(finding.because);
      return words.neverBecause(positions(finding.blockedBy, routes).map(formatNumber));
    case "undecided":
      return sentence(words.undecidedBecause(finding.because));
    case "contradiction":
      return words.neverHolds;
    case "redundant":
      return words.changesNothing;
    case "overlap": {
      const other = positionOf(finding.other, routes);
      const name = routes[other]?.name.trim() || strings.editor.routes.untitled;
      const isAbove = other < positionOf(route, routes);
      return words.overlapWith(formatNumber(other + 1), `“${name}”`, isAbove);
    }
  }
}

/** What the cards do not show: overlaps beyond the first hundred, and pairs of which nothing is proved. */
export function explainRest(
  checked: Pick<Checked, "more" | "undecided_overlaps"> | null,
): readonly string[] {
  const { more = 0, undecided_overlaps: undecided = 0 } = checked ?? {};
  return [
    ...(more > 0 ? [words.moreOverlaps(more)] : []),
    ...(undecided > 0 ? [words.undecidedOverlaps(undecided)] : []),
  ];
}

/** As people count, from 1, in the order of the screen. */
function positions(ids: readonly string[], routes: readonly NamedRoute[]): number[] {
  return ids
    .map((id) => positionOf(id, routes) + 1)
    .filter((position) => position > 0)
    .sort((left, right) => left - right);
}
