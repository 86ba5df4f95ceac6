// Outcomes as stacked areas over the values, drawn here: a marker on them is a slider by role, by keys and by pointer.
import type { KeyboardEvent, PointerEvent } from "react";
import { useRef } from "react";
import type { PreviewLensPoint } from "@/api/preview-types.ts";
import { nearest, placeOf, type Scale, stackedAreas, stepFrom, valueAt } from "../model/lens.ts";
import classes from "./lens.module.css";

const WIDTH = 600;
const HEIGHT = 96;
const FAR = 10;

interface LensChartProps {
  label: string;
  describedBy: string;
  points: readonly PreviewLensPoint[];
  scale: Scale;
  value: number;
  /** Where the person began. */
  start: number;
  valueText: string;
  onChange: (value: number) => void;
  /** The gesture is over: what follows is another step of undo. */
  onSettle: () => void;
}

export function LensChart(props: LensChartProps) {
  const { points, scale, value, start } = props;
  const frame = useRef<HTMLDivElement>(null);
  const marker = useRef<HTMLDivElement>(null);
  const moveTo = (event: PointerEvent) => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const next = nearest(points, valueAt(scale, (event.clientX - box.left) / box.width));
    if (next !== value) props.onChange(next);
  };
  return (
    <div
      ref={frame}
      className={classes.chart}
      onPointerDown={(event) => {
        // Keeps the focus inside the condition, so that the lens stays open.
        event.preventDefault();
        marker.current?.focus();
        event.currentTarget.setPointerCapture?.(event.pointerId);
        moveTo(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) moveTo(event);
      }}
      onPointerUp={props.onSettle}
    >
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {stackedAreas(points, scale, [WIDTH, HEIGHT]).map(({ outcome, path }) => (
          <path key={outcome} className={classes.area} data-kind={outcome} d={path} />
        ))}
      </svg>
      <span className={classes.start} style={{ left: percent(placeOf(scale, start)) }} />
      <div
        ref={marker}
        role="slider"
        tabIndex={0}
        className={classes.marker}
        style={{ left: percent(placeOf(scale, value)) }}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-valuemin={scale.low}
        aria-valuemax={scale.high}
        aria-valuenow={value}
        aria-valuetext={props.valueText}
        onKeyDown={(event) => {
          const next = valueByKey(event, points, value);
          if (next === null) return;
          event.preventDefault();
          if (next !== value) props.onChange(next);
        }}
        onBlur={props.onSettle}
      />
    </div>
  );
}

function valueByKey(
  { key, altKey, ctrlKey, metaKey }: KeyboardEvent,
  points: readonly PreviewLensPoint[],
  value: number,
): number | null {
  if (altKey || ctrlKey || metaKey) return null;
  switch (key) {
    case "ArrowRight":
    case "ArrowUp":
      return stepFrom(points, value, 1);
    case "ArrowLeft":
    case "ArrowDown":
      return stepFrom(points, value, -1);
    case "PageUp":
      return stepFrom(points, value, FAR);
    case "PageDown":
      return stepFrom(points, value, -FAR);
    case "Home":
      return points[0]?.value ?? value;
    case "End":
      return points.at(-1)?.value ?? value;
    default:
      return null;
  }
}

function percent(place: number): string {
  return `${100 * place}%`;
}
