// The routes: edited where there is a draft and the right to, read otherwise.
import { Button, Drawer, Text } from "@mantine/core";
import { IconFlask, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useSearchParams } from "react-router";
import { messageOf } from "@/api/problem.ts";
import { useSingleKeys } from "@/app/keys.ts";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { DraftEditor } from "@/editor/DraftEditor.tsx";
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

export function RoutesTab() {
  const { catalogue, lists, session } = useWorkflowPage();
  const [isTrying, setTrying] = useTryDrawer();
  const tryButton = (
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
  );
  return (
    <>
      {session ? (
        <DraftEditor session={session} catalogue={catalogue} lists={lists} aside={tryButton} />
      ) : (
        <Reading tryButton={tryButton} />
      )}
      <TryDrawer opened={isTrying} onClose={() => setTrying(false)} />
    </>
  );
}

function Reading({ tryButton }: { tryButton: ReactNode }) {
  const { workflow, draft } = useWorkflowPage();
  if (draft) {
    return (
      <>
        <div className={classes.banner}>
          <Text>
            {draft.readable ? words.readingDraft(draft.updated_by.name) : words.unreadable}
          </Text>
          {tryButton}
        </div>
        {draft.readable ? (
          <ReadOnlyRoutes {...draft} />
        ) : (
          <RemarkList remarks={draft.diagnostics} />
        )}
      </>
    );
  }
  if (workflow.latest_version === null) return null;
  return <LatestVersion version={workflow.latest_version} tryButton={tryButton} />;
}

function LatestVersion({ version, tryButton }: { version: number; tryButton: ReactNode }) {
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
        <div>
          {mayWrite && workflow.state !== "archived" && (
            <Button
              leftSection={<IconPencil size={16} aria-hidden="true" />}
              loading={edit.isPending}
              onClick={() => edit.mutate()}
            >
              {words.editAsDraft}
            </Button>
          )}
          {tryButton}
        </div>
      </div>
      {edit.isError && (
        <ProblemBox title={strings.common.formNotSaved}>{messageOf(edit.error)}</ProblemBox>
      )}
      <QueryView query={shown}>
        {({ document, explanation }) =>
          document && explanation ? (
            <ReadOnlyRoutes document={document} explanation={explanation} />
          ) : null
        }
      </QueryView>
    </>
  );
}

/** Beside the routes, which stay in use; over them on a small screen. */
function TryDrawer({ opened, onClose }: { opened: boolean; onClose: () => void }) {
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
      <TryPanel layout="stacked" />
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
