// The threshold lens: what every value of one number would have done, and a marker that changes the draft's.
import { Skeleton } from "@mantine/core";
import { useId } from "react";
import type { PreviewLens } from "@/api/preview-types.ts";
import { messageOf } from "@/api/problem.ts";
import type { CatalogueAttribute } from "@/api/types.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { attributeInSentence } from "../catalogue.ts";
import impact from "../impact.module.css";
import { isFlat, pointAt, scaleOf } from "../model/lens.ts";
import { OUTCOMES } from "../model/outcomes.ts";
import { LensChart } from "./LensChart.tsx";
import classes from "./lens.module.css";
import { useLens } from "./use-lens.ts";

const words = strings.knowing.lens;

export interface LensProps {
  route: string;
  condition: string;
  attribute: CatalogueAttribute;
  value: number;
  onChange: (value: number) => void;
  onSettle: () => void;
}

export default function Lens({ route, condition, ...props }: LensProps) {
  const { lens, start } = useLens(route, condition, props.value);
  const name = attributeInSentence(props.attribute.key, [props.attribute]);
  // Of the text before, until the curve of this one is there.
  const isStale = lens.isPlaceholderData;
  return (
    <section
      className={classes.lens}
      aria-label={words.label(name)}
      aria-busy={lens.isFetching}
      data-stale={isStale || undefined}
    >
      {lens.data ? (
        <Curve {...props} name={name} lens={lens.data} start={start} isStale={isStale} />
      ) : lens.isError ? (
        <p className={classes.hint}>{words.failed(messageOf(lens.error))}</p>
      ) : (
        <div role="status" aria-label={words.loading}>
          <Skeleton height={96} />
        </div>
      )}
    </section>
  );
}

function Curve(
  props: Omit<LensProps, "route" | "condition"> & {
    name: string;
    lens: PreviewLens;
    start: number;
    isStale: boolean;
  },
) {
  const { lens, value, start, name, isStale } = props;
  const hintId = useId();
  const scale = scaleOf(lens.points, value);
  if (lens.points.length < 2 || isFlat(lens)) {
    return <p className={classes.hint}>{isStale ? words.stale : words.flat}</p>;
  }
  return (
    <>
      <LensChart
        label={words.slider(name)}
        describedBy={hintId}
        points={lens.points}
        scale={scale}
        value={value}
        start={start}
        valueText={words.valueText(value, saidAt(lens, value, start))}
        onChange={props.onChange}
        onSettle={props.onSettle}
      />
      <div className={classes.ends} aria-hidden="true">
        <span>{formatNumber(scale.low)}</span>
        <span>{formatNumber(scale.high)}</span>
      </div>
      <Said lens={lens} value={value} start={start} />
      <p id={hintId} className={classes.hint}>
        {isStale ? words.stale : words.hint}
      </p>
    </>
  );
}

/** The chart in words, for everybody. */
function Said({ lens, value, start }: { lens: PreviewLens; value: number; start: number }) {
  const point = pointAt(lens.points, value);
  if (!point) return <p className={classes.said}>{words.between}</p>;
  return (
    <p className={classes.said}>
      <strong>{words.at(value)}</strong>
      {OUTCOMES.filter((outcome) => point.outcomes[outcome] > 0).map((outcome) => (
        <span key={outcome} className={classes.part}>
          <span className={impact.mark} data-kind={outcome} aria-hidden="true" />
          {words.share(outcome, point.outcomes[outcome], lens.considered)}
        </span>
      ))}
      <span>{words.changed(point.changed, start)}</span>
    </p>
  );
}

function saidAt({ points, considered }: PreviewLens, value: number, start: number): string[] {
  const point = pointAt(points, value);
  if (!point) return [];
  const shares = OUTCOMES.filter((outcome) => point.outcomes[outcome] > 0).map((outcome) =>
    words.share(outcome, point.outcomes[outcome], considered),
  );
  return [...shares, words.changed(point.changed, start)];
}
