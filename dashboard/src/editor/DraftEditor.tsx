// The editor around one draft: steps, conflict, routes, and the keys that work anywhere in it.
import { ActionIcon, Button, Group, Skeleton, Stack, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import {
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
} from "react";
import { Link } from "react-router";
import type { Catalogue, List } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { strings } from "@/strings/index.ts";
import { ConflictPanel } from "./ConflictPanel.tsx";
import { type Editor, EditorProvider, useEditor } from "./context.ts";
import { useSayWithEffect } from "./knowing/context.ts";
import { redoStep, type Step, undoStep } from "./model/history.ts";
import { remarksOnWorkflow } from "./model/remarks.ts";
import { RemarkList } from "./RemarkList.tsx";
import { RouteList } from "./routes/RouteList.tsx";
import type { DraftSession } from "./session/DraftSession.ts";

const words = strings.editor;

interface DraftEditorProps {
  session: DraftSession;
  catalogue: Catalogue;
  lists: readonly List[];
  /** Each route a card, or all of them one text. */
  shape?: "cards" | "text";
  /** At the right of undo and redo. */
  aside?: ReactNode;
}

// The text view brings a YAML library with it; who works with cards does without.
const TextView = lazy(() => import("./text/TextView.tsx"));

export function DraftEditor({
  session,
  catalogue,
  lists,
  shape = "cards",
  aside,
}: DraftEditorProps) {
  const view = useSyncExternalStore(session.subscribe, session.view);
  const announce = useAnnounce();
  const focusNext = useFocusNext();
  const editor = useMemo<Editor>(
    () => ({
      session,
      view,
      catalogue,
      lists,
      focusNext,
      announce,
      perform: (operation) => session.perform(operation),
    }),
    [session, view, catalogue, lists, focusNext, announce],
  );
  return (
    <EditorProvider value={editor}>
      <Toolbar aside={aside} />
      <ChangedElsewhere />
      {view.saving.kind === "conflict" && <ConflictPanel saving={view.saving} />}
      {shape === "text" ? (
        <Suspense fallback={<TextLoading />}>
          <TextView />
        </Suspense>
      ) : (
        <>
          <HeldNotice />
          <RemarkList remarks={remarksOnWorkflow(view.remarks)} />
          <RouteList />
        </>
      )}
    </EditorProvider>
  );
}

function TextLoading() {
  return (
    <Stack role="status" aria-label={strings.common.loading}>
      <Skeleton height={240} />
    </Stack>
  );
}

/** A text that is not part of the draft yet must not be forgotten behind the cards. */
function HeldNotice() {
  const { view } = useEditor();
  if (view.held === null) return null;
  return (
    <Group role="status" mb="sm" gap="sm">
      <Text size="sm">{words.text.heldTitle}</Text>
      <Button component={Link} to="?view=text" size="compact-xs" variant="default">
        {words.text.showText}
      </Button>
    </Group>
  );
}

function Toolbar({ aside }: { aside: ReactNode }) {
  const { view, session, announce } = useEditor();
  const sayWithEffect = useSayWithEffect();
  const back = view.held?.putAside ? words.text.undoTyped : nameOf(undoStep(view.history));
  const forth = nameOf(redoStep(view.history));
  const undo = useCallback(() => {
    const { held, history } = session.view();
    const step = held?.putAside ? words.text.undoTyped : nameOf(undoStep(history));
    session.undo();
    if (step) sayWithEffect(words.saving.undone(step));
    else announce(words.saving.nothingToUndo);
  }, [session, announce, sayWithEffect]);
  const redo = useCallback(() => {
    const step = nameOf(redoStep(session.view().history));
    session.redo();
    if (step) sayWithEffect(words.saving.redone(step));
    else announce(words.saving.nothingToRedo);
  }, [session, announce, sayWithEffect]);
  useUndoKeys(undo, redo);
  const undoLabel = back ? words.saving.undo(back) : words.saving.nothingToUndo;
  const redoLabel = forth ? words.saving.redo(forth) : words.saving.nothingToRedo;
  return (
    <Group justify="space-between" mb="sm" gap="sm">
      <Text size="sm" c="dimmed">
        {words.routes.firstMatch}
      </Text>
      <Group gap={4}>
        <StepButton label={undoLabel} isOff={back === null} onClick={undo}>
          <IconArrowBackUp size={18} aria-hidden="true" />
        </StepButton>
        <StepButton label={redoLabel} isOff={forth === null} onClick={redo}>
          <IconArrowForwardUp size={18} aria-hidden="true" />
        </StepButton>
        {aside}
      </Group>
    </Group>
  );
}

function StepButton(props: {
  label: string;
  isOff: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <Tooltip label={props.label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={props.label}
        aria-disabled={props.isOff}
        data-disabled={props.isOff || undefined}
        onClick={props.onClick}
      >
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}

function ChangedElsewhere() {
  const { view, session } = useEditor();
  if (view.changedBy === null) return null;
  return (
    <Group role="status" mb="sm" gap="sm">
      <Text size="sm">{words.saving.changedBy(view.changedBy)}</Text>
      <Button size="compact-xs" variant="default" onClick={() => session.noticeChange()}>
        {strings.common.close}
      </Button>
    </Group>
  );
}

/** Ctrl+Z and Ctrl+Shift+Z or Ctrl+Y; a half-typed search keeps its own. */
function useUndoKeys(undo: () => void, redo: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== "z" && key !== "y") return;
      const { target } = event;
      if (target instanceof Element && target.closest("[data-typing], [data-own-undo]")) return;
      event.preventDefault();
      if (key === "y" || event.shiftKey) redo();
      else undo();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [undo, redo]);
}

/** Focus that waits for its element: it is there only after the next render. */
export function useFocusNext(): (id: string) => void {
  const wanted = useRef<string | null>(null);
  useEffect(() => {
    if (wanted.current === null) return;
    const element = document.getElementById(wanted.current);
    if (!element) return;
    wanted.current = null;
    element.focus();
  });
  return useCallback((id: string) => {
    wanted.current = id;
  }, []);
}

function nameOf(step: Step | null): string | null {
  return step && words.step(step.operation, step.routeName);
}
