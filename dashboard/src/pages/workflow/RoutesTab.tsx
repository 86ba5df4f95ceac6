// The routes: edited where there is a draft and the right to, read otherwise.
import { Button, Drawer, Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { IconFlask, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useCallback, useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { messageOf } from "@/api/problem.ts";
import type { InquiryBody } from "@/api/types.ts";
import { useSingleKeys } from "@/app/keys.ts";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { DraftEditor } from "@/editor/DraftEditor.tsx";
import { ImpactBar } from "@/editor/knowing/ImpactBar.tsx";
import { KnowDraft, KnowText } from "@/editor/knowing/KnowingProvider.tsx";
import { restoreVersion, versionQuery } from "@/editor/queries.ts";
import { RemarkList } from "@/editor/RemarkList.tsx";
import { ReadOnlyRoutes } from "@/editor/routes/ReadOnlyRoutes.tsx";
import { strings } from "@/strings/index.ts";
import { useChange } from "./dialogs.tsx";
import { useWorkflowPage } from "./page-data.ts";
import { TryPanel } from "./TryPanel.tsx";
import { useDraftChange } from "./use-draft-change.ts";
import classes from "./workflow.module.css";

const words = strings.editor.page.routes;

const ReadOnlyText = lazy(() => import("@/editor/text/ReadOnlyText.tsx"));

export function RoutesTab() {
  const { workflow, catalogue, lists, session } = useWorkflowPage();
  const [isTrying, setTrying] = useTryDrawer();
  const [given, setGiven] = useState<Given | null>(null);
  const tryWitness = useCallback(
    (inquiry: InquiryBody) => {
      setGiven((before) => ({ inquiry, turn: (before?.turn ?? 0) + 1 }));
      setTrying(true);
    },
    [setTrying],
  );
  const [shape, setShape] = useShape();
  const switches = (
    <>
      <ShapeSwitch shape={shape} onChange={setShape} />
      <Button
        variant="default"
        ml={4}
        leftSection={<IconFlask size={16} aria-hidden="true" />}
        title={words.openTryHint}
        aria-keyshortcuts="T"
        aria-expanded={isTrying}
        onClick={() => setTrying(!isTrying)}
      >
        {words.openTry}
      </Button>
    </>
  );
  return (
    <>
      {session ? (
        <KnowDraft session={session} workflow={workflow} onTry={tryWitness}>
          <DraftEditor
            session={session}
            catalogue={catalogue}
            lists={lists}
            shape={shape}
            aside={switches}
          />
          <ImpactBar />
        </KnowDraft>
      ) : (
        <Reading shape={shape} switches={switches} onTry={tryWitness} />
      )}
      <TryDrawer opened={isTrying} given={given} onClose={() => setTrying(false)} />
    </>
  );
}

interface ReadingProps {
  shape: Shape;
  switches: ReactNode;
  onTry: (inquiry: InquiryBody) => void;
}

function Reading({ shape, switches, onTry }: ReadingProps) {
  const { workflow, draft } = useWorkflowPage();
  if (draft) {
    return (
      <>
        <div className={classes.banner}>
          <Text>
            {draft.readable ? words.readingDraft(draft.updated_by.name) : words.unreadable}
          </Text>
          <Group gap={4}>{switches}</Group>
        </div>
        {draft.readable ? (
          <ReadOnly {...draft} shape={shape} onTry={onTry} />
        ) : (
          <RemarkList remarks={draft.diagnostics} />
        )}
      </>
    );
  }
  if (workflow.latest_version === null) return null;
  return (
    <LatestVersion
      version={workflow.latest_version}
      shape={shape}
      switches={switches}
      onTry={onTry}
    />
  );
}

function LatestVersion({ version, shape, switches, onTry }: ReadingProps & { version: number }) {
  const { workflow, mayWrite } = useWorkflowPage();
  const shown = useQuery(versionQuery(workflow.id, version));
  const { openDraft } = useDraftChange(workflow.id);
  const edit = useChange(
    () => restoreVersion(workflow.id, version, null),
    (draft) => {
      openDraft(draft);
      notifyDone(words.draftOpened(version));
    },
  );
  return (
    <>
      <div className={classes.banner}>
        <Text>{words.reading(version)}</Text>
        <Group gap={4}>
          {mayWrite && workflow.state !== "archived" && (
            <Button
              leftSection={<IconPencil size={16} aria-hidden="true" />}
              loading={edit.isPending}
              onClick={() => edit.mutate()}
            >
              {words.editAsDraft}
            </Button>
          )}
          {switches}
        </Group>
      </div>
      {edit.isError && (
        <ProblemBox title={strings.common.formNotSaved}>{messageOf(edit.error)}</ProblemBox>
      )}
      <QueryView query={shown}>
        {({ document, explanation }) =>
          document && explanation ? (
            <ReadOnly document={document} explanation={explanation} shape={shape} onTry={onTry} />
          ) : null
        }
      </QueryView>
    </>
  );
}

function ReadOnly({
  shape,
  onTry,
  ...text
}: Parameters<typeof ReadOnlyRoutes>[0] & Pick<ReadingProps, "shape" | "onTry">) {
  const { workflow } = useWorkflowPage();
  return (
    <KnowText document={text.document} workflow={workflow} onTry={onTry}>
      {shape === "cards" ? (
        <ReadOnlyRoutes {...text} />
      ) : (
        <Suspense fallback={<Skeleton height={240} />}>
          <ReadOnlyText document={text.document} />
        </Suspense>
      )}
      <ImpactBar />
    </KnowText>
  );
}

/** An example that somebody asked to see, and the how-manieth. */
interface Given {
  readonly inquiry: InquiryBody;
  readonly turn: number;
}

type Shape = "cards" | "text";

function ShapeSwitch({ shape, onChange }: { shape: Shape; onChange: (shape: Shape) => void }) {
  const { view, cards, text } = strings.editor.text;
  return (
    <SegmentedControl
      aria-label={view}
      size="xs"
      ml="xs"
      value={shape}
      data={[
        { value: "cards", label: cards },
        { value: "text", label: text },
      ]}
      onChange={(next) => onChange(next as Shape)}
    />
  );
}

/** Cards or text is in the address, beside whatever else is there. */
function useShape(): [Shape, (shape: Shape) => void] {
  const [query, setQuery] = useSearchParams();
  const setShape = (shape: Shape) =>
    setQuery((before) => {
      const after = new URLSearchParams(before);
      if (shape === "text") after.set("view", "text");
      else after.delete("view");
      return after;
    });
  return [query.get("view") === "text" ? "text" : "cards", setShape];
}

/** Beside the routes, which stay in use; over them on a small screen. */
function TryDrawer(props: { opened: boolean; given: Given | null; onClose: () => void }) {
  const { opened, given, onClose } = props;
  useRoomBeside(opened);
  const attempt = strings.editor.page.attempt;
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={460}
      title={attempt.drawer}
      withOverlay={false}
      lockScroll={false}
      trapFocus={false}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": attempt.close }}
      shadow="md"
      classNames={{ title: classes.drawerTitle }}
    >
      <TryPanel key={given?.turn} layout="stacked" given={given?.inquiry ?? null} />
    </Drawer>
  );
}

/** On a wide screen the page makes room, so that routes and trace are seen side by side. */
function useRoomBeside(isOpen: boolean): void {
  useEffect(() => {
    const { room } = classes;
    if (!isOpen || room === undefined) return;
    document.body.classList.add(room);
    return () => document.body.classList.remove(room);
  }, [isOpen]);
}

/** Open or not is in the address; T toggles it. */
function useTryDrawer(): [boolean, (isOpen: boolean) => void] {
  const [query, setQuery] = useSearchParams();
  const isOpen = query.get("try") === "open";
  const [setOpen] = useState(() => (open: boolean) => {
    setQuery(
      (before) => {
        const after = new URLSearchParams(before);
        if (open) after.set("try", "open");
        else after.delete("try");
        return after;
      },
      { replace: true },
    );
  });
  useSingleKeys({ t: () => setOpen(!isOpen) });
  return [isOpen, setOpen];
}
