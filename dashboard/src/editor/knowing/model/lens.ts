/** The threshold lens in numbers: which cut points there are, and where they lie on the screen. */
import type { PreviewLens, PreviewLensPoint } from "@/api/preview-types.ts";
import type { ActionKind } from "@/api/types.ts";
import { OUTCOMES, totalOf } from "./outcomes.ts";

type Points = readonly PreviewLensPoint[];

export function pointAt(points: Points, value: number): PreviewLensPoint | null {
  return points.find((point) => point.value === value) ?? null;
}

/** So many cut points further up or down; stays at the ends. */
export function stepFrom(points: Points, value: number, steps: number): number {
  const above = points.findIndex((point) => point.value > value);
  const next = above < 0 ? points.length : above;
  const isOnPoint = points[next - 1]?.value === value;
  // Between two points a step down leads to the one just below.
  const from = isOnPoint ? next - 1 : steps < 0 ? next : next - 1;
  const target = points[Math.max(0, Math.min(points.length - 1, from + steps))];
  return target?.value ?? value;
}

export function nearest(points: Points, value: number): number {
  let best = points[0]?.value ?? value;
  for (const point of points) {
    if (Math.abs(point.value - value) < Math.abs(best - value)) best = point.value;
  }
  return best;
}

export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** From the first cut point to the last, and to the value itself where that lies beyond. */
export function scaleOf(points: Points, value: number): Scale {
  const low = Math.min(points[0]?.value ?? value, value);
  const high = Math.max(points.at(-1)?.value ?? value, value);
  return high > low ? { low, high } : { low: low - 1, high: high + 1 };
}

/** 0 at the left end, 1 at the right. */
export function placeOf({ low, high }: Scale, value: number): number {
  return Math.max(0, Math.min(1, (value - low) / (high - low)));
}

export function valueAt({ low, high }: Scale, place: number): number {
  return low + Math.max(0, Math.min(1, place)) * (high - low);
}

export interface Area {
  readonly outcome: ActionKind;
  readonly path: string;
}

/** One area for each outcome that occurs, stacked from the bottom, in a box of this size. */
export function stackedAreas(
  points: Points,
  scale: Scale,
  size: readonly [number, number],
): Area[] {
  const [width, height] = size;
  const below = points.map(() => 0);
  const areas: Area[] = [];
  for (const outcome of OUTCOMES) {
    if (!points.some(({ outcomes }) => outcomes[outcome] > 0)) continue;
    const x = ({ value }: PreviewLensPoint) => round(placeOf(scale, value) * width);
    const y = (part: number) => round(height * (1 - part));
    const lower = points.map((point, index) => `${x(point)} ${y(below[index] ?? 0)}`);
    const upper = points.map((point, index) => {
      const total = totalOf(point.outcomes);
      const top = (below[index] ?? 0) + (total === 0 ? 0 : point.outcomes[outcome] / total);
      below[index] = top;
      return `${x(point)} ${y(top)}`;
    });
    areas.push({ outcome, path: `M${[...upper, ...lower.reverse()].join("L")}Z` });
  }
  return areas;
}

/** Whether any choice of the value makes a difference. */
export function isFlat({ points }: PreviewLens): boolean {
  const [first] = points;
  return points.every(({ outcomes }) =>
    OUTCOMES.every((outcome) => outcomes[outcome] === first?.outcomes[outcome]),
  );
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
