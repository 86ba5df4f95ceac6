// At the foot of the editor: how many past inquiries are looked at, what would become of them, and what that changes.
import { Button } from "@mantine/core";
import { IconArrowsSplit2, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { type Ref, useLayoutEffect, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { OutcomeStrip } from "@/components/OutcomeBar.tsx";
import { strings } from "@/strings/index.ts";
import { type Knowing, useKnowing } from "./context.ts";
import { FlowPanel } from "./FlowPanel.tsx";
import { explainRest } from "./finding-words.ts";
import { Notes, Outcomes, WindowField } from "./ImpactParts.tsx";
import classes from "./impact.module.css";

const words = strings.knowing.bar;

const PANEL = "what-changes";

export function ImpactBar() {
  const knowing = useKnowing();
  const [isOpen, setOpen] = useFlowPanel();
  const tookMs = useEditToCounts(knowing);
  const flowButton = useRef<HTMLButtonElement>(null);
  if (!knowing) return null;
  const close = () => {
    setOpen(false);
    // The button that closes goes away with its panel.
    flowButton.current?.focus();
  };
  const { preview, areCountsStale } = knowing;
  return (
    <>
      <section
        className={classes.bar}
        aria-label={words.label}
        aria-busy={preview.isWaiting}
        data-stale={areCountsStale || undefined}
        data-edit-to-counts={tookMs?.toFixed(1)}
      >
        <div className={classes.line}>
          <WindowField />
          {preview.answer && <Outcomes preview={preview.answer} />}
          <span className={classes.end}>
            {tookMs !== null && !areCountsStale && (
              <span className={`${classes.note} ${classes.took}`}>{words.took(tookMs)}</span>
            )}
            {preview.answer && (
              <FlowButton ref={flowButton} isOpen={isOpen} onClick={() => setOpen(!isOpen)} />
            )}
          </span>
        </div>
        {preview.answer && preview.answer.considered > 0 && (
          <div className={classes.strip}>
            <OutcomeStrip counts={preview.answer.outcomes} />
          </div>
        )}
        <Notes knowing={knowing} also={explainRest(knowing.checked.answer)} />
      </section>
      <div id={PANEL}>{isOpen && <FlowPanel onClose={close} />}</div>
    </>
  );
}

function FlowButton(props: { ref: Ref<HTMLButtonElement>; isOpen: boolean; onClick: () => void }) {
  const { ref, isOpen, onClick } = props;
  const Icon = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <Button
      ref={ref}
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

const MEASURE = "pointsman edit to counts";

/**
 * From the edit to its counts on the screen, also where a profiler finds it; null before the first. What failed shows
 * no counts of its edit, and is not measured.
 */
function useEditToCounts(knowing: Knowing | null): number | null {
  const [tookMs, setTookMs] = useState<number | null>(null);
  const answer = knowing?.preview.answer ?? null;
  const askedAt = knowing?.preview.askedAt ?? 0;
  const isDone = knowing !== null && answer !== null && !knowing.areCountsStale;
  // Runs once the counts of cards and bar are drawn: they come from the same answer, in the same step.
  useLayoutEffect(() => {
    if (!isDone || !answer || askedAt === 0) return;
    const end = performance.now();
    performance.measure(MEASURE, { start: askedAt, end });
    // Who observes has got it; kept, there would be one more of them for every key.
    performance.clearMeasures(MEASURE);
    setTookMs(end - askedAt);
  }, [isDone, answer, askedAt]);
  return tookMs;
}
