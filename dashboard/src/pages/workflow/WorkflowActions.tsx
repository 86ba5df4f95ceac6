// Top right of a workflow: where saving stands, publish, start or pause, and the rest in a menu.
import { ActionIcon, Button, Menu, Tooltip } from "@mantine/core";
import {
  IconArchive,
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { useState } from "react";
import { Link } from "react-router";
import { strings } from "@/strings/index.ts";
import { ArchiveDialog, DiscardDialog, PauseDialog, RenameDialog } from "./dialogs.tsx";
import { useWorkflowPage } from "./page-data.ts";
import { ReasonedButton } from "./ReasonedButton.tsx";
import { SaveState } from "./SaveState.tsx";
import { useStart } from "./use-start.ts";
import { workflowPaths } from "./workflow-paths.ts";

const words = strings.editor.page.header;

type Dialog = "rename" | "pause" | "archive" | "discard";

export function WorkflowActions() {
  const { workflow, session, mayWrite } = useWorkflowPage();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  if (!mayWrite || workflow.state === "archived") return null;
  const close = () => setDialog(null);
  return (
    <>
      {session && <SaveState session={session} />}
      <PublishButton />
      <StartButton />
      {workflow.state === "running" && (
        <Button
          variant="default"
          leftSection={<IconPlayerPause size={16} aria-hidden="true" />}
          onClick={() => setDialog("pause")}
        >
          {words.pause}
        </Button>
      )}
      <MoreMenu onChoose={setDialog} />
      <RenameDialog opened={dialog === "rename"} onClose={close} />
      <PauseDialog opened={dialog === "pause"} onClose={close} />
      <ArchiveDialog opened={dialog === "archive"} onClose={close} />
      <DiscardDialog opened={dialog === "discard"} onClose={close} />
    </>
  );
}

function PublishButton() {
  const { workflow, draft } = useWorkflowPage();
  const icon = <IconUpload size={16} aria-hidden="true" />;
  if (!draft) {
    return (
      <ReasonedButton
        variant="default"
        leftSection={icon}
        because={words.publishNoDraft}
        onClick={() => {}}
      >
        {words.publish}
      </ReasonedButton>
    );
  }
  return (
    <Button component={Link} to={workflowPaths.publish(workflow.id)} leftSection={icon}>
      {words.publish}
    </Button>
  );
}

/** Starts the latest version, by its number, unless that one runs already. */
function StartButton() {
  const { workflow, draft } = useWorkflowPage();
  const start = useStart();
  const { latest_version: latest, running } = workflow;
  if (running && running.version === latest) return null;
  const label = running && latest !== null ? words.startVersion(latest) : words.start;
  return (
    <ReasonedButton
      variant={draft ? "default" : "filled"}
      leftSection={<IconPlayerPlay size={16} aria-hidden="true" />}
      because={latest === null ? words.startNone : null}
      loading={start.isPending}
      onClick={() => latest !== null && start.mutate(latest)}
    >
      {label}
    </ReasonedButton>
  );
}

function MoreMenu({ onChoose }: { onChoose: (dialog: Dialog) => void }) {
  const { workflow, draft } = useWorkflowPage();
  const isRunning = workflow.state === "running";
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Tooltip label={words.more}>
          <ActionIcon variant="default" size={34} aria-label={words.more}>
            <IconDots size={18} aria-hidden="true" />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconPencil size={16} aria-hidden="true" />}
          onClick={() => onChoose("rename")}
        >
          {words.rename}
        </Menu.Item>
        {draft && workflow.latest_version !== null && (
          <Menu.Item
            leftSection={<IconTrash size={16} aria-hidden="true" />}
            onClick={() => onChoose("discard")}
          >
            {words.discard}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconArchive size={16} aria-hidden="true" />}
          disabled={isRunning}
          onClick={() => onChoose("archive")}
        >
          {words.archive}
        </Menu.Item>
        {isRunning && <Menu.Label maw={220}>{words.archiveRunning}</Menu.Label>}
      </Menu.Dropdown>
    </Menu>
  );
}
