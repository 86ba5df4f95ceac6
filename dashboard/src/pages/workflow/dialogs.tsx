// The few questions asked before something that cannot simply be undone. Never one upon another.
import { Button, Group, Modal, Skeleton, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { messageOf } from "@/api/problem.ts";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import { notifyDone } from "@/components/notify.tsx";
import { ErrorBox, ProblemBox } from "@/components/ProblemBox.tsx";
import {
  archiveWorkflow,
  discardDraft,
  pauseEffectQuery,
  pauseWorkflow,
  renameWorkflow,
} from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import { useDraftChange } from "./use-draft-change.ts";

const words = strings.editor.page.header;

interface DialogProps {
  opened: boolean;
  onClose: () => void;
}

export function RenameDialog({ opened, onClose }: DialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={words.renameHeading} closeButtonProps={close}>
      <RenameForm onDone={onClose} />
    </Modal>
  );
}

function RenameForm({ onDone }: { onDone: () => void }) {
  const { workflow, session } = useWorkflowPage();
  const [name, setName] = useState(workflow.name);
  const [isTried, setTried] = useState(false);
  const rename = useChange(() => renameWorkflow(workflow.id, name.trim()), onDone);
  const isEmpty = name.trim() === "";
  const refused = rename.isError ? messageOf(rename.error) : undefined;
  const problem = isTried && isEmpty ? words.nameRequired : refused;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        // Renaming changes the open draft too, so a change on its way goes first.
        if (!isEmpty && session?.isSettled !== false) rename.mutate();
      }}
    >
      <TextInput
        data-autofocus
        label={words.name}
        value={name}
        maxLength={200}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onDone}>
          {strings.common.cancel}
        </Button>
        <Button type="submit" loading={rename.isPending}>
          {strings.common.save}
        </Button>
      </Group>
    </form>
  );
}

export function PauseDialog({ opened, onClose }: DialogProps) {
  const { workflow } = useWorkflowPage();
  const effect = useQuery({ ...pauseEffectQuery(workflow.id), enabled: opened });
  const pause = useChange(
    () => pauseWorkflow(workflow.id),
    () => {
      onClose();
      notifyDone(words.pausedNow);
    },
  );
  return (
    <Question
      opened={opened}
      onClose={onClose}
      title={words.pauseHeading(workflow.name)}
      confirm={words.pause}
      isReady={effect.isFetchedAfterMount && effect.data !== undefined}
      change={pause}
    >
      {effect.isError && <ErrorBox error={effect.error} onRetry={() => void effect.refetch()} />}
      {effect.data ? (
        <Text>{words.pauseEffect(effect.data.open_inquiries)}</Text>
      ) : (
        !effect.isError && <Skeleton height={44} />
      )}
    </Question>
  );
}

export function ArchiveDialog({ opened, onClose }: DialogProps) {
  const { workflow } = useWorkflowPage();
  const archive = useChange(
    () => archiveWorkflow(workflow.id),
    () => {
      onClose();
      notifyDone(words.archivedNow(workflow.name));
    },
  );
  return (
    <Question
      opened={opened}
      onClose={onClose}
      title={words.archiveHeading(workflow.name)}
      confirm={words.archive}
      change={archive}
    >
      <Text>{words.archiveDetail}</Text>
    </Question>
  );
}

export function DiscardDialog({ opened, onClose }: DialogProps) {
  const { workflow, draft } = useWorkflowPage();
  const { closeDraft } = useDraftChange(workflow.id);
  const discard = useChange(
    () => discardDraft(workflow.id, draft?.etag ?? ""),
    () => {
      closeDraft();
      onClose();
      notifyDone(words.discarded);
    },
  );
  return (
    <Question
      opened={opened}
      onClose={onClose}
      title={words.discardHeading}
      confirm={words.discard}
      change={discard}
    >
      <Text>{words.discardDetail}</Text>
    </Question>
  );
}

/** One question, with what failed inside it. Also used by the versions. */
export function Question(
  props: DialogProps & {
    title: string;
    confirm: string;
    isReady?: boolean;
    change: { isPending: boolean; error: unknown; mutate: () => void };
    children: ReactNode;
  },
) {
  const { change } = props;
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={close}
    >
      {props.children}
      {Boolean(change.error) && (
        <ProblemBox title={strings.common.formNotSaved}>{messageOf(change.error)}</ProblemBox>
      )}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={props.onClose}>
          {strings.common.cancel}
        </Button>
        <Button
          data-autofocus
          loading={change.isPending}
          disabled={props.isReady === false}
          onClick={() => change.mutate()}
        >
          {props.confirm}
        </Button>
      </Group>
    </Modal>
  );
}

const close = { "aria-label": strings.common.close };

/** A change to the workflow: afterwards everything about workflows is asked again. */
export function useChange<T>(change: () => Promise<T>, onDone: (answer: T) => void) {
  const queries = useQueryClient();
  return useMutation<T, unknown, void>({
    mutationFn: change,
    onSuccess: async (answer) => {
      onDone(answer);
      await queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
    },
  });
}
