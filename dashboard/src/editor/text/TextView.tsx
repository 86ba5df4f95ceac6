// The draft as YAML: the same draft as the cards, typed.
import { Button, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle } from "@tabler/icons-react";
import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useSyncExternalStore,
} from "react";
import { sentence } from "@/api/problem.ts";
import { strings } from "@/strings/index.ts";
import { useEditor } from "../context.ts";
import type { TextDraft, TextRemark, TextView as View } from "./TextDraft.ts";
import { TextField, type TextFieldHandle } from "./TextField.tsx";
import classes from "./text.module.css";
import { textDraftOf } from "./text-drafts.ts";

const words = strings.editor.text;
/** More than anyone mends in one go; the count says how many there are. */
const MOST_SHOWN = 100;

export default function TextView() {
  const { session, announce } = useEditor();
  const text = textDraftOf(session);
  const view = useSyncExternalStore(text.subscribe, text.view);
  const field = useRef<TextFieldHandle>(null);
  const id = useId();
  useEffect(() => {
    text.open();
    return () => text.close();
  }, [text]);
  useAnnouncedState(view, announce);
  return (
    <section aria-label={words.label}>
      <div className={classes.head}>
        <Text id={`${id}-state`} size="sm" className={classes.state} data-bad={isKeptOut(view)}>
          {stateLine(view)}
        </Text>
        <Choices text={text} view={view} />
      </div>
      <TextField
        label={words.label}
        value={view.yaml}
        marks={view.remarks.map(({ at, severity }) => ({ line: at.line, severity }))}
        describedBy={`${id}-hint ${id}-state`}
        isInvalid={view.state === "broken"}
        handle={field}
        onType={(yaml) => text.type(yaml)}
        onKeyDown={(event) => stepOn(event, text, session)}
      />
      <Remarks view={view} field={field} />
      <Text id={`${id}-hint`} size="sm" c="dimmed" mt="xs">
        {words.hint}
      </Text>
    </section>
  );
}

/** Undo and redo go through the draft's steps, as everywhere in the editor. */
function stepOn(
  event: KeyboardEvent,
  text: TextDraft,
  session: ReturnType<typeof useEditor>["session"],
): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  const key = event.key.toLowerCase();
  if (key !== "z" && key !== "y") return;
  event.preventDefault();
  if (key === "z" && !event.shiftKey) {
    session.undo();
  } else if (text.view().aside !== null) text.bringBack();
  else session.redo();
}

/** With the first problem: the list of all is below a long text. */
function stateLine({ state, remarks }: View): string {
  const errors = remarks.filter(({ severity }) => severity === "error").length;
  const counts = words.counted(errors, remarks.length - errors);
  if (counts === "" || state === "reading") return words.state[state];
  const first = remarks.find(({ severity }) => severity === "error");
  const where = first && `${words.place(first.at.line, first.at.column)}: ${sentenceOf(first)}`;
  return [`${words.state[state]} ${counts}.`, where].filter(Boolean).join(" ");
}

function isKeptOut({ state }: View): true | undefined {
  return state === "in_step" || state === "reading" ? undefined : true;
}

/** Tells who does not see the screen when the text leaves the draft or comes back; not after every pause. */
function useAnnouncedState(view: View, announce: (message: string) => void): void {
  const said = useRef(view.state);
  useEffect(() => {
    if (view.state === "reading" || view.state === said.current) return;
    said.current = view.state;
    announce(view.aside === null ? stateLine(view) : `${words.aside} ${stateLine(view)}`);
  }, [view, announce]);
}

function Choices({ text, view }: { text: TextDraft; view: View }) {
  if (view.state === "overtaken") {
    return (
      <Group gap="xs">
        <Button size="compact-sm" onClick={() => text.keepMine()}>
          {words.keepMine}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => text.putAside()}>
          {words.takeDraft}
        </Button>
      </Group>
    );
  }
  if (view.aside === null) return null;
  return (
    <Group gap="xs">
      <Text size="sm">{words.aside}</Text>
      <Button size="compact-sm" variant="default" onClick={() => text.bringBack()}>
        {words.bringBack}
      </Button>
    </Group>
  );
}

function Remarks({ view, field }: { view: View; field: RefObject<TextFieldHandle | null> }) {
  if (view.remarks.length === 0) return null;
  return (
    <ul className={classes.remarks} aria-label={words.remarks}>
      {view.remarks.slice(0, MOST_SHOWN).map((remark) => {
        const { at, severity } = remark;
        const Icon = severity === "error" ? IconAlertCircle : IconAlertTriangle;
        return (
          <li key={`${at.offset} ${sentenceOf(remark)}`}>
            <button
              type="button"
              className={classes.remark}
              data-severity={severity}
              onClick={() => field.current?.goTo(at.offset)}
            >
              <Icon size={15} aria-hidden="true" />
              <span className={classes.place}>{words.place(at.line, at.column)}</span>
              <VisuallyHidden component="span">{strings.editor.remarks[severity]}: </VisuallyHidden>
              <span>{sentenceOf(remark)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function sentenceOf(remark: TextRemark): string {
  if ("comment" in remark) return words.comment;
  if ("diagnostic" in remark) return sentence(remark.diagnostic.message);
  const { fault } = remark;
  if (fault.kind !== "syntax") return words.fault[fault.kind];
  return words.syntax[fault.code] ?? words.syntaxOther(fault.detail);
}
