// How many past inquiries a route takes, with its share, and what that changes against the version that runs.
import { Text, VisuallyHidden } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { useKnowing } from "./context.ts";
import classes from "./knowing.module.css";
import type { Change, RouteCount as Count } from "./model/counts.ts";
import type { Stale } from "./model/stale.ts";

const words = strings.knowing.counts;

/** Holds the line, so that nothing moves under a pointer when the counts come. */
const NOTHING_YET = "\u00a0";

function Room() {
  return (
    <div className={classes.count} aria-hidden="true">
      {NOTHING_YET}
    </div>
  );
}

export function RouteCount({ route }: { route: string }) {
  const knowing = useKnowing();
  const count = knowing?.counts.get(route);
  if (!knowing) return null;
  if (!count) return <Room />;
  const why = knowing.whyStale.counts;
  return (
    <div className={classes.count} data-stale={why ?? undefined} data-count={count.count}>
      <span aria-hidden="true" className={classes.number}>
        {formatNumber(count.count)}
        <span className={classes.share}>{words.share(count.count, count.considered)}</span>
      </span>
      {(count.change || why === "counting") && (
        <span aria-hidden="true" className={classes.change} title={words.changeHint}>
          {why === "counting" && <IconRefresh size={13} className={classes.stale} />}
          {count.change && shortChange(count.change)}
        </span>
      )}
      <VisuallyHidden component="span">{said(count, why)}</VisuallyHidden>
    </div>
  );
}

/** The part of all inquiries that no route above has taken; the dark end is what this one takes. */
export function LeftBar({ route }: { route: string }) {
  const knowing = useKnowing();
  const count = knowing?.counts.get(route);
  if (!knowing || !count || count.considered === 0) return null;
  const percent = (part: number) => `${(100 * part) / count.considered}%`;
  return (
    <div
      className={classes.left}
      data-stale={knowing.areCountsStale || undefined}
      data-left={count.left}
      aria-hidden="true"
    >
      <span data-part="on" style={{ width: percent(count.left - count.count) }} />
      {count.count > 0 && <span data-part="taken" style={{ width: percent(count.count) }} />}
    </div>
  );
}

/** The same in words, inside an opened card. */
export function LeftWords({ route }: { route: string }) {
  const knowing = useKnowing();
  if (!knowing) return null;
  const count = knowing.counts.get(route);
  return (
    <Text size="sm" c="dimmed" mt={4}>
      {count ? words.left(count.left, count.considered) : NOTHING_YET}
      {count && count.settledEarlier > 0 && ` ${words.settledEarlier(count.settledEarlier)}`}
    </Text>
  );
}

function shortChange(change: Change): string {
  if (change.kind === "difference") return change.by === 0 ? "" : words.difference(change.by);
  return words.change(change.gained, change.lost);
}

function said({ count, considered, change, left }: Count, why: Stale | null): string {
  const parts = [words.said(count, considered)];
  if (change?.kind === "moved") parts.push(words.saidChange(change.gained, change.lost));
  if (change?.kind === "difference") parts.push(words.saidDifference(change.by));
  parts.push(words.left(left, considered));
  if (why !== null) parts.push(words.stale[why]);
  return parts.join(" ");
}
