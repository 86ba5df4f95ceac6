// Two numbers, low and high, both ends included.
import { useState } from "react";
import type { CatalogueAttribute } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import type { JsonValue } from "../model/model.ts";
import { isReversed } from "../model/values.ts";
import { FixLine } from "./FixLine.tsx";
import { NumberField } from "./NumberField.tsx";
import classes from "./values.module.css";

interface PairFieldProps {
  id: string;
  attribute: CatalogueAttribute;
  value: JsonValue | undefined;
  describedBy?: string | undefined;
  invalid?: boolean;
  onChange: (value: JsonValue | undefined) => void;
  onLeave?: () => void;
}

type End = number | undefined;

export function PairField({ id, value, onChange, ...props }: PairFieldProps) {
  const kept = readPair(value);
  // A pair with one end is not sent; what is typed of it waits here.
  const [half, setHalf] = useState<readonly [End, End]>([undefined, undefined]);
  const [low, high] = kept ?? half;
  const change = (next: readonly [End, End]) => {
    setHalf(next);
    const [from, to] = next;
    const whole = from !== undefined && to !== undefined;
    if (whole) onChange([from, to]);
    else if (kept) onChange(undefined);
  };
  const isWrongWay = low !== undefined && high !== undefined && isReversed(low, high);
  const described = [isWrongWay ? `${id}-order` : null, props.describedBy]
    .filter(Boolean)
    .join(" ");
  const common = { ...props, invalid: isWrongWay || props.invalid, describedBy: described };
  return (
    <div>
      <div className={classes.pair}>
        <NumberField
          {...common}
          id={id}
          label={strings.editor.conditions.low}
          value={low}
          onChange={(next) => change([next, high])}
        />
        <span aria-hidden="true">–</span>
        <NumberField
          {...common}
          id={`${id}-high`}
          label={strings.editor.conditions.high}
          value={high}
          onChange={(next) => change([low, next])}
        />
      </div>
      {isWrongWay && (
        <FixLine
          id={`${id}-order`}
          message={strings.editor.values.reversed}
          fix={{ label: strings.editor.values.swap, onClick: () => change([high, low]) }}
        />
      )}
    </div>
  );
}

function readPair(value: JsonValue | undefined): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [low, high] = value as readonly JsonValue[];
  return typeof low === "number" && typeof high === "number" ? [low, high] : null;
}
