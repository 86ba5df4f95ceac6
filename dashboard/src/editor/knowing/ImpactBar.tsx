// At the foot of the editor: how many past inquiries are looked at, what would become of them, and what that changes.
import { Button, NativeSelect, VisuallyHidden } from "@mantine/core";
import { IconArrowsSplit2, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type ReactNode, useLayoutEffect } from "react";
import { useSearchParams } from "react-router";
import type { Preview } from "@/api/preview-types.ts";
import { ApiError, messageOf } from "@/api/problem.ts";
import { OutcomeStrip } from "@/components/OutcomeBar.tsx";
import { formatDateTime, formatShare } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { type Knowing, useKnowing } from "./context.ts";
import { FlowPanel } from "./FlowPanel.tsx";
import classes from "./impact.module.css";
import { outcomeShares } from "./model/outcomes.ts";
import { behindSince, WINDOWS, type WindowChoice } from "./model/settings.ts";
import { useSettings } from "./use-settings.ts";

const words = strings.knowing.bar;

const PANEL = "what-changes";

export function ImpactBar() {
  const knowing = useKnowing();
  const [isOpen, setOpen] = useFlowPanel();
  useMeasure(knowing);
  if (!knowing) return null;
  const { preview, areCountsStale } = knowing;
  return (
    <>
      <section
        className={classes.bar}
        aria-label={words.label}
        aria-busy={preview.isWaiting}
        data-stale={areCountsStale || undefined}
        data-edit-to-counts={preview.tookMs === null ? undefined : preview.tookMs.toFixed(1)}
      >
        <div className={classes.line}>
          <WindowField />
          {preview.answer && <Outcomes preview={preview.answer} />}
          <span className={classes.end}>
            <Took knowing={knowing} />
            {preview.answer && <FlowButton isOpen={isOpen} onClick={() => setOpen(!isOpen)} />}
          </span>
        </div>
        {preview.answer && preview.answer.considered > 0 && (
          <div className={classes.strip}>
            <OutcomeStrip counts={preview.answer.outcomes} />
          </div>
        )}
        <Notes knowing={knowing} />
      </section>
      <div id={PANEL}>{isOpen && <FlowPanel onClose={() => setOpen(false)} />}</div>
    </>
  );
}

function WindowField() {
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

function Outcomes({ preview }: { preview: Preview }) {
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

function Took({ knowing: { preview } }: { knowing: Knowing }) {
  const { isWaiting, tookMs } = preview;
  if (isWaiting || tookMs === null) return null;
  return <span className={`${classes.note} ${classes.took}`}>{words.took(tookMs)}</span>;
}

function FlowButton({ isOpen, onClick }: { isOpen: boolean; onClick: () => void }) {
  const Icon = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <Button
      size="compact-sm"
      variant="light"
      leftSection={<IconArrowsSplit2 size={15} aria-hidden="true" />}
      rightSection={<Icon size={14} aria-hidden="true" />}
      aria-expanded={isOpen}
      aria-controls={PANEL}
      onClick={onClick}
    >
      {isOpen ? words.hideFlow : words.showFlow}
    </Button>
  );
}

/** Everything that qualifies the numbers, one calm line each. */
function Notes({ knowing }: { knowing: Knowing }) {
  const { preview, areCountsStale, retry } = knowing;
  const { answer, error, isWaiting } = preview;
  const notes: ReactNode[] = [];
  if (error !== null && !isWaiting) {
    notes.push(
      isUnfinished(error) ? (
        <p key="mend" className={classes.note}>
          {answer ? words.mend : words.mendFirst}
        </p>
      ) : (
        <Failed key="failed" error={error} onRetry={retry} />
      ),
    );
  } else if (areCountsStale) {
    notes.push(
      <p key="stale" className={classes.note}>
        {answer ? words.stale : words.counting}
      </p>,
    );
  }
  for (const note of answer ? notesOn(answer) : []) {
    notes.push(
      <p key={note} className={classes.note}>
        {note}
      </p>,
    );
  }
  return notes.length === 0 ? null : <div className={classes.notes}>{notes}</div>;
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

function notesOn({ complete_to, considered, baseline, unknown_lists }: Preview): string[] {
  const notes: string[] = [];
  const behind = behindSince(complete_to, Date.now());
  if (behind !== null) notes.push(words.behind(formatDateTime(behind)));
  if (considered === 0 && complete_to === null) notes.push(words.noHistory);
  if (unknown_lists > 0) notes.push(words.unknownLists(unknown_lists));
  notes.push(baseline === null ? words.againstNone : words.against(baseline.version));
  return notes;
}

/** The draft has errors: the editor says so where they are. */
function isUnfinished(error: unknown): boolean {
  return error instanceof ApiError && error.status === 422;
}

/** Open or not is in the address. */
function useFlowPanel(): [boolean, (isOpen: boolean) => void] {
  const [query, setQuery] = useSearchParams();
  const setOpen = (isOpen: boolean) =>
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        for (const key of ["cell", "cursor"]) after.delete(key);
        if (isOpen) after.set("flow", "open");
        else after.delete("flow");
        return after;
      },
      { replace: true },
    );
  return [query.get("flow") === "open", setOpen];
}

/** From the edit to the counts on the screen, where a profiler and a test find it. */
function useMeasure(knowing: Knowing | null): void {
  const answer = knowing?.preview.answer;
  const askedAt = knowing?.preview.askedAt ?? 0;
  const isDone = knowing !== null && !knowing.preview.isWaiting && answer !== null;
  useLayoutEffect(() => {
    if (!isDone || !answer || askedAt === 0) return;
    performance.measure("pointsman edit to counts", { start: askedAt });
  }, [isDone, answer, askedAt]);
}
