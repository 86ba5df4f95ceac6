// One number: typed as text, checked while typing, with a fix where one is plain.
import { TextInput } from "@mantine/core";
import { useState } from "react";
import type { CatalogueAttribute } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { remarkProps } from "../field-remarks.tsx";
import { type NumberProblem, readNumber } from "../model/values.ts";
import type { RemarkLine } from "../RemarkList.tsx";
import { FixLine } from "./FixLine.tsx";

interface NumberFieldProps {
  id?: string;
  label: string;
  attribute: CatalogueAttribute;
  value: number | undefined;
  remarks?: readonly RemarkLine[];
  /** Marks the field where the message stands elsewhere. */
  invalid?: boolean;
  showLabel?: boolean;
  onChange: (value: number | undefined) => void;
  onLeave?: () => void;
}

export function NumberField(props: NumberFieldProps) {
  const { attribute, value, onChange } = props;
  const [typed, setTyped] = useState<{ text: string; value: number | undefined } | null>(null);
  // Once the value is changed from elsewhere (undo, another person) the typed text is history.
  const text = typed && typed.value === value ? typed.text : value === undefined ? "" : `${value}`;
  const read = readNumber(text, attribute);
  const problem = read.kind === "problem" ? read.problem : null;
  const change = (next: string) => {
    const kept = keep(next, attribute);
    setTyped({ text: next, value: kept });
    if (kept !== value) onChange(kept);
  };
  const { range, unit } = attribute;
  const own = problem && (
    <FixLine
      message={messageOf(problem, attribute)}
      fix={
        "fix" in problem
          ? {
              label: strings.editor.values.use(problem.fix),
              onClick: () => change(`${problem.fix}`),
            }
          : undefined
      }
    />
  );
  return (
    <TextInput
      id={props.id}
      label={props.showLabel ? props.label : undefined}
      aria-label={props.showLabel ? undefined : props.label}
      inputMode={attribute.type === "whole_number" ? "numeric" : "decimal"}
      autoComplete="off"
      value={text}
      placeholder={range ? strings.editor.values.range(range.min, range.max, null) : undefined}
      rightSection={unit}
      rightSectionWidth={unit ? `${unit.length + 3}ch` : undefined}
      rightSectionPointerEvents="none"
      {...remarkProps(props.remarks ?? [], own ?? (props.invalid ? true : null))}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={props.onLeave}
    />
  );
}

/** What of a text may be sent: a number out of range is still a number. */
function keep(text: string, attribute: CatalogueAttribute): number | undefined {
  const read = readNumber(text, attribute);
  if (read.kind === "value") return read.value;
  return read.kind === "problem" && "typed" in read.problem ? read.problem.typed : undefined;
}

function messageOf(problem: NumberProblem, { range }: CatalogueAttribute): string {
  const words = strings.editor.values;
  switch (problem.kind) {
    case "not_a_number":
      return words.notANumber;
    case "not_whole":
      return words.notWhole;
    case "too_precise":
      return words.tooPrecise;
    case "too_low":
      return words.tooLow(range?.min ?? problem.fix);
    case "too_high":
      return words.tooHigh(range?.max ?? problem.fix);
  }
}
