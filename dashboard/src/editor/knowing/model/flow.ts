/** What changes between the version that runs and the draft, as a table and as one sentence's parts. */
import type { Preview, PreviewCell, PreviewFlow } from "@/api/preview-types.ts";
import type { ActionKind } from "@/api/types.ts";
import { OUTCOMES } from "./outcomes.ts";

export interface OutcomeShift {
  readonly outcome: ActionKind;
  readonly by: number;
}

/** Where nothing runs there is no flow: what can be said is how the sums moved. */
export function outcomeShifts(before: Preview, after: Preview): readonly OutcomeShift[] {
  return OUTCOMES.map((outcome) => ({
    outcome,
    by: after.outcomes[outcome] - before.outcomes[outcome],
  })).filter(({ by }) => by !== 0);
}

/** Whoever keeps the outcome and changes the route, apart from whoever changes the outcome. */
export function splitFlow(flow: readonly PreviewFlow[]): {
  readonly decisions: readonly PreviewFlow[];
  readonly routes: readonly PreviewFlow[];
} {
  return {
    decisions: flow.filter(({ from, to }) => from !== to),
    routes: flow.filter(({ from, to }) => from === to),
  };
}

const SEPARATOR = "~";

/** A cell in the address. `~` stands in no id and no outcome. */
export function writeCell({ from, from_route, to, to_route }: PreviewFlow): string {
  return [from, from_route, to, to_route].join(SEPARATOR);
}

export function readCell(text: string | null): PreviewCell | null {
  const [from, from_route, to, to_route, ...more] = (text ?? "").split(SEPARATOR);
  if (!isOutcome(from) || !isOutcome(to) || !from_route || !to_route || more.length > 0) {
    return null;
  }
  return { from, from_route, to, to_route };
}

function isOutcome(text: string | undefined): text is ActionKind {
  return OUTCOMES.some((outcome) => outcome === text);
}
