// Shares of outcomes as one thin bar, with the exact numbers in words below it.
import { Text } from "@mantine/core";
import type { ActionKind, Workflow } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import classes from "./OutcomeBar.module.css";

const ORDER = [
  "approve",
  "mark_for_review",
  "decline",
  "do_nothing",
] as const satisfies readonly ActionKind[];

export function OutcomeBar({ counts }: { counts: Workflow["runs_today"] }) {
  const present = ORDER.filter((kind) => counts[kind] > 0);
  if (present.length === 0) return <Text c="dimmed">{strings.workflows.noRunsToday}</Text>;
  return (
    <div className={classes.outcomes}>
      <OutcomeStrip counts={counts} />
      <div className={classes.words}>
        {strings.workflows.today(present.map((kind) => strings.workflows[kind](counts[kind])))}
      </div>
    </div>
  );
}

/** The bar alone, beside something that says the numbers; empty when there are none. */
export function OutcomeStrip({ counts }: { counts: Workflow["runs_today"] }) {
  const present = ORDER.filter((kind) => counts[kind] > 0);
  return (
    <div className={classes.bar} aria-hidden="true">
      {present.map((kind) => (
        <span key={kind} data-kind={kind} style={{ flexGrow: counts[kind] }} />
      ))}
    </div>
  );
}
