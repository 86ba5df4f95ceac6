// The pages seen in this window, newest first. Kept in memory only: titles hold people's names.
import { useEffect } from "react";
import { useLocation } from "react-router";

export interface Visited {
  readonly path: string;
  readonly title: string;
}

const MOST_REMEMBERED = 12;

let visited: readonly Visited[] = [];

export function recentPlaces(): readonly Visited[] {
  return visited;
}

/** Called by every page with its title; a title that changes while the page is shown replaces the one before. */
export function useVisited(title: string): void {
  const { pathname } = useLocation();
  useEffect(() => {
    visited = withVisit(visited, { path: pathname, title });
  }, [pathname, title]);
}

export function withVisit(before: readonly Visited[], visit: Visited): readonly Visited[] {
  const others = before.filter(({ path }) => placeOf(path) !== placeOf(visit.path));
  return [visit, ...others].slice(0, MOST_REMEMBERED);
}

/** The tabs of one workflow are one place. */
function placeOf(path: string): string {
  return /^\/workflows\/[^/]+/.exec(path)?.[0] ?? path;
}
