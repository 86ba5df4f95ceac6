// What the impact bar and the publish page both show: the window, the outcomes, and what qualifies the numbers.
import { Button, NativeSelect, VisuallyHidden } from "@mantine/core";
import type { ReactNode } from "react";
import type { Preview } from "@/api/preview-types.ts";
import { messageOf } from "@/api/problem.ts";
import { formatDateTime, formatShare } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { chosenVersion, type Knowing } from "./context.ts";
import classes from "./impact.module.css";
import { outcomeShares } from "./model/outcomes.ts";
import { behindSince, type Settings, WINDOWS, type WindowChoice } from "./model/settings.ts";
import { isUnfinished } from "./model/stale.ts";
import { useSettings } from "./use-settings.ts";

const words = strings.knowing.bar;

export function WindowField() {
  const [settings, change] = useSettings();
  return (
    <NativeSelect
      className={classes.window}
      size="xs"
      aria-label={words.window}
      value={settings.window}
      data={WINDOWS.map((value) => ({ value, label: words.windowName[value] }))}
      onChange={(event) => change({ window: event.currentTarget.value as WindowChoice })}
    />
  );
}

export function Outcomes({ preview }: { preview: Preview }) {
  const version = preview.baseline?.version;
  return (
    <>
      <span className={classes.considered}>{words.considered(preview.considered)}</span>
      <ul className={classes.outcomes}>
        {outcomeShares(preview).map(({ outcome, count, points }) => (
          <li key={outcome} className={classes.outcome} data-outcome={outcome} data-count={count}>
            <span className={classes.mark} data-kind={outcome} aria-hidden="true" />
            {words.outcome[outcome]} {formatShare(count, preview.considered)}
            {points !== null && version !== undefined && (
              <>
                <span className={classes.points} aria-hidden="true">
                  {words.points(points)}
                </span>
                <VisuallyHidden component="span">
                  {words.saidPoints(points, version)}
                </VisuallyHidden>
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Everything that qualifies the numbers, one calm line each; `also` what qualifies something else. */
export function Notes({ knowing, also = [] }: { knowing: Knowing; also?: readonly string[] }) {
  const { answer, of, asked, progress, error, isWaiting } = knowing.preview;
  const come = of === asked ? progress : null;
  const notes: ReactNode[] = [];
  if (error !== null && !isWaiting) {
    notes.push(
      isUnfinished(error) ? (
        <p key="mend" className={classes.note}>
          {answer ? words.mend : words.mendFirst}
        </p>
      ) : (
        <Failed key="failed" error={error} onRetry={knowing.retry} />
      ),
    );
  } else if (isWaiting && !come) {
    notes.push(
      <p key="stale" className={classes.note}>
        {answer && of !== asked ? words.stale : words.counting}
      </p>,
    );
  }
  if (come) {
    notes.push(
      <p key="come" className={classes.note}>
        {words.come(come.considered, come.of)}
      </p>,
    );
  }
  for (const note of [...(answer && of ? notesOn(answer, of.settings) : []), ...also]) {
    notes.push(
      <p key={note} className={classes.note} data-wide>
        {note}
      </p>,
    );
  }
  if (answer) {
    notes.push(
      <p key="against" className={classes.note} data-wide>
        {saidAgainst(knowing, answer)}
      </p>,
    );
  }
  return notes.length === 0 ? null : <div className={classes.notes}>{notes}</div>;
}

function saidAgainst(knowing: Knowing, { baseline }: Preview): string {
  const chosen = chosenVersion(knowing);
  if (chosen !== null) return words.againstVersion(chosen);
  if (baseline !== null) return words.against(baseline.version);
  return knowing.isPaused ? words.againstPaused : words.againstNone;
}

function Failed({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <>
      <p className={classes.note} role="status">
        {words.failed(messageOf(error))}
      </p>
      <Button size="compact-xs" variant="default" onClick={onRetry}>
        {words.retry}
      </Button>
    </>
  );
}

function notesOn(preview: Preview, { window }: Settings): string[] {
  const { complete_to, considered, unknown_lists } = preview;
  const notes: string[] = [];
  const behind = behindSince(preview);
  if (complete_to === null) notes.push(words.beingRead(considered));
  else if (considered === 0 && window === "all") notes.push(words.noHistory);
  if (behind !== null) notes.push(words.behind(formatDateTime(behind)));
  if (unknown_lists > 0) notes.push(words.unknownLists(unknown_lists));
  return notes;
}
