// A plain text area for code: line numbers, marks at lines with remarks, and Enter that keeps the indentation. Tab
// leaves it as it leaves any field.
import { type KeyboardEvent, type Ref, useImperativeHandle, useLayoutEffect, useRef } from "react";
import { caretAfterChange, nextIndent } from "./caret.ts";
import classes from "./text.module.css";

export interface LineMark {
  readonly line: number;
  readonly severity: "error" | "warning";
}

export interface TextFieldHandle {
  /** Puts the caret there and scrolls to it. */
  goTo(offset: number): void;
}

interface TextFieldProps {
  label: string;
  value: string;
  marks?: readonly LineMark[];
  describedBy?: string | undefined;
  isInvalid?: boolean;
  isReadOnly?: boolean;
  handle?: Ref<TextFieldHandle>;
  onType?: (text: string) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
}

const LINE_REM = 1.25;

export function TextField(props: TextFieldProps) {
  const { value, marks = [], isReadOnly = false } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);
  useStableCaret(area, value);
  useImperativeHandle(props.handle, () => ({
    goTo(offset) {
      const element = area.current;
      if (!element) return;
      element.focus();
      element.setSelectionRange(offset, offset);
      const line = value.slice(0, offset).split("\n").length - 1;
      const height = element.scrollHeight / lineCount(value);
      element.scrollTop = Math.max(0, line * height - element.clientHeight / 3);
    },
  }));
  const lines = lineCount(value);
  return (
    <div className={classes.frame} data-invalid={props.isInvalid || undefined}>
      <div
        ref={gutter}
        className={classes.gutter}
        style={{ inlineSize: `calc(${String(lines).length}ch + 1.75rem)` }}
        aria-hidden="true"
      >
        <pre className={classes.numbers}>
          {Array.from({ length: lines }, (_, index) => index + 1).join("\n")}
        </pre>
        {marks.map(({ line, severity }) => (
          <span
            key={`${line} ${severity}`}
            className={classes.mark}
            data-severity={severity}
            style={{ insetBlockStart: `${(line - 1) * LINE_REM + 0.625}rem` }}
          />
        ))}
      </div>
      <textarea
        ref={area}
        className={classes.area}
        aria-label={props.label}
        aria-describedby={props.describedBy}
        aria-invalid={props.isInvalid || undefined}
        data-own-undo
        dir="ltr"
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        readOnly={isReadOnly}
        value={value}
        style={{ blockSize: `min(70vh, ${(Math.max(lines, 8) + 2) * LINE_REM}rem)` }}
        onChange={(event) => props.onType?.(event.currentTarget.value)}
        onKeyDown={(event) => {
          props.onKeyDown?.(event);
          if (!event.defaultPrevented && !isReadOnly) keepIndent(event);
        }}
        onScroll={({ currentTarget }) => {
          if (gutter.current) gutter.current.scrollTop = currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

function lineCount(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** A value that comes from elsewhere (undo, a teammate) would throw the caret to the end. */
function useStableCaret(area: { current: HTMLTextAreaElement | null }, value: string): void {
  const shown = useRef(value);
  useLayoutEffect(() => {
    const element = area.current;
    const before = shown.current;
    shown.current = value;
    if (!element || document.activeElement !== element || before === value) return;
    // What was typed here has moved the caret itself.
    if (element.selectionEnd !== value.length) return;
    const caret = caretAfterChange(before, value);
    element.setSelectionRange(caret, caret);
  });
}

function keepIndent(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
    return;
  }
  const { value, selectionStart } = event.currentTarget;
  const indent = nextIndent(value.slice(0, selectionStart));
  if (indent === "") return;
  // The one way to insert that the browser's own undo and input events know of.
  if (document.execCommand?.("insertText", false, `\n${indent}`)) event.preventDefault();
}
