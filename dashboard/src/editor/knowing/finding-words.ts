// Findings in words. Routes are named by where they stand on the screen now.
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
    case "redundant":
      return sentence(finding.message);
    case "overlap": {
      const other = positionOf(finding.other, routes);
      const name = routes[other]?.name.trim() || strings.editor.routes.untitled;
      const isAbove = other < positionOf(route, routes);
      return words.overlapWith(formatNumber(other + 1), `“${name}”`, isAbove);
    }
  }
}

/** As people count, from 1, in the order of the screen. */
function positions(ids: readonly string[], routes: readonly NamedRoute[]): number[] {
  return ids
    .map((id) => positionOf(id, routes) + 1)
    .filter((position) => position > 0)
    .sort((left, right) => left - right);
}
