// Two numbers, low and high, both ends included.
import { useState } from "react";
import type { CatalogueAttribute } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import type { JsonValue } from "../model/model.ts";
import { isReversed } from "../model/values.ts";
import { type RemarkLine, RemarkList } from "../RemarkList.tsx";
import { FixLine } from "./FixLine.tsx";
import { NumberField } from "./NumberField.tsx";
import classes from "./values.module.css";

interface PairFieldProps {
  id: string;
  attribute: CatalogueAttribute;
  value: JsonValue | undefined;
  remarks: readonly RemarkLine[];
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
  const messageId = `${id}-message`;
  const hasErrors = props.remarks.some(({ severity }) => severity === "error");
  const common = {
    attribute: props.attribute,
    onLeave: props.onLeave,
    invalid: isWrongWay || hasErrors,
  };
  return (
    <fieldset
      className={classes.pair}
      aria-label={strings.editor.conditions.value}
      aria-describedby={messageId}
    >
      <div className={classes.ends}>
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
      <div id={messageId}>
        {isWrongWay ? (
          <FixLine
            message={strings.editor.values.reversed}
            fix={{ label: strings.editor.values.swap, onClick: () => change([high, low]) }}
          />
        ) : (
          <RemarkList remarks={props.remarks} />
        )}
      </div>
    </fieldset>
  );
}

function readPair(value: JsonValue | undefined): readonly [number, number] | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const [low, high] = value as readonly JsonValue[];
  return typeof low === "number" && typeof high === "number" ? [low, high] : null;
}
