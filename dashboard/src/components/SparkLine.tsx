// A number for each of some days as small bars, and the same in words for who does not see them.
import { formatPlainDay } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./SparkLine.module.css";

const WIDTH = 112;
const HEIGHT = 24;
const GAP = 2;
const LEAST = 1;

type SparkLineProps = {
  /** The first day, `2026-11-09`, in UTC. */
  firstDay: string;
  counts: readonly number[];
};

export function SparkLine({ firstDay, counts }: SparkLineProps) {
  const most = Math.max(...counts, 1);
  const step = WIDTH / Math.max(counts.length, 1);
  const days = counts.map((count, index) => ({ count, day: dayAfter(firstDay, index) }));
  return (
    <svg
      className={classes.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={strings.home.spark(days)}
    >
      {days.map(({ count, day }, index) => {
        const height = count === 0 ? LEAST : Math.max(LEAST * 2, (count / most) * HEIGHT);
        return (
          <rect
            key={day}
            x={index * step}
            y={HEIGHT - height}
            width={step - GAP}
            height={height}
            data-none={count === 0 || undefined}
            data-today={index === days.length - 1 || undefined}
          />
        );
      })}
    </svg>
  );
}

/** The day `days` after one, as people read it. */
function dayAfter(first: string, days: number): string {
  const day = new Date(first);
  day.setUTCDate(day.getUTCDate() + days);
  return formatPlainDay(day.toISOString());
}
