/** Outcomes as shares of what was considered, and how they differ from the version that runs. */
import type { Preview, PreviewOutcomes } from "@/api/preview-types.ts";
import type { ActionKind } from "@/api/types.ts";

/** The order in which outcomes are read everywhere. */
export const OUTCOMES = [
  "approve",
  "mark_for_review",
  "decline",
  "do_nothing",
] as const satisfies readonly ActionKind[];

export interface OutcomeShare {
  readonly outcome: ActionKind;
  readonly count: number;
  readonly share: number;
  /** In percentage points; null: nothing runs. */
  readonly points: number | null;
}

export function outcomeShares(preview: Preview): readonly OutcomeShare[] {
  const { considered, outcomes, baseline_outcomes: before } = preview;
  const share = (count: number) => (considered === 0 ? 0 : count / considered);
  return OUTCOMES.filter((outcome) => outcomes[outcome] > 0 || (before?.[outcome] ?? 0) > 0).map(
    (outcome) => ({
      outcome,
      count: outcomes[outcome],
      share: share(outcomes[outcome]),
      points: before === null ? null : 100 * (share(outcomes[outcome]) - share(before[outcome])),
    }),
  );
}

export function totalOf(outcomes: PreviewOutcomes): number {
  return OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0);
}
