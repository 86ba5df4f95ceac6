/** Whether what is shown is the newest answer, and why not. */
import { ApiError } from "@/api/problem.ts";
import type { Latest } from "../Latest.ts";

/**
 * `counting`: the newer answer is on its way. `before`: of the text before, and nothing is asked, because the text is
 * unfinished. `failed`: the newer answer did not come. `reading`: of the part of history that has been read.
 */
export type Stale = "counting" | "before" | "failed" | "reading";

export function whyStale<Q, A>(latest: Latest<Q, A>): Stale | null {
  const { isWaiting, error, of, asked, progress } = latest;
  if (isWaiting) return "counting";
  if (error !== null) return isUnfinished(error) ? "before" : "failed";
  return of !== asked || progress !== null ? "before" : null;
}

/** The draft has errors: the editor says so where they are. */
export function isUnfinished(error: unknown): boolean {
  return error instanceof ApiError && error.status === 422;
}
