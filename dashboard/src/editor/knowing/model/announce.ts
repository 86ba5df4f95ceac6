/** What a change does, as a phrase for the live region: `41 inquiries change from approve to decline`. */
import type { OutcomeChange, Preview } from "@/api/preview-types.ts";
import { strings } from "@/strings/index.ts";
import { outcomeShifts } from "./flow.ts";

const words = strings.knowing.changes;

/** More than this nobody can listen to. */
const MOST_SAID = 2;

/**
 * `before` is the preview of the text that the change was made to. The flow is always against the version that runs,
 * so where the text differed from it already, the phrase says what it is measured against. Null: nothing can be said.
 */
export function effectPhrase(before: Preview | null, after: Preview): string | null {
  const { baseline } = after;
  if (baseline === null) return shiftPhrase(before, after);
  const phrase = changePhrase(after.outcome_changes);
  const wasSame = before !== null && before.outcome_changes.length === 0;
  return wasSame ? phrase : words.against(baseline.version, phrase);
}

function changePhrase(changes: readonly OutcomeChange[]): string {
  const [first, ...others] = changes;
  if (!first) return words.none;
  const said = others.slice(0, MOST_SAID - 1);
  const rest = others.slice(MOST_SAID - 1).reduce((sum, { count }) => sum + count, 0);
  return words.list([
    words.one(first.count, first.from, first.to),
    ...said.map(({ count, from, to }) => words.next(count, from, to)),
    ...(rest > 0 ? [words.more(rest)] : []),
  ]);
}

/** Null: there is nothing to compare with. */
function shiftPhrase(before: Preview | null, after: Preview): string | null {
  if (before === null || before.considered !== after.considered) return null;
  const shifts = outcomeShifts(before, after);
  if (shifts.length === 0) return words.sameShares;
  return words.list(shifts.map(({ outcome, by }) => words.shift(by, outcome)));
}
