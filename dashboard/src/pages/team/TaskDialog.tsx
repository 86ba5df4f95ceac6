// A dialog with one task: words, what went wrong, and the button that does it.
import { Button, Group, Modal, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { messageOf } from "@/api/problem.ts";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { strings } from "@/strings/index.ts";

export type TaskWork = {
  isError: boolean;
  error: unknown;
  isPending: boolean;
  mutate: () => void;
};

type TaskDialogProps = {
  title: string;
  failed: string;
  submit: string;
  work: TaskWork;
  onClose: () => void;
  dangerous?: boolean;
  /** What will happen is not known yet. */
  wait?: boolean;
  children: ReactNode;
};

export function TaskDialog({ work, dangerous = false, wait = false, ...props }: TaskDialogProps) {
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      {work.isError && <ProblemBox title={props.failed}>{messageOf(work.error)}</ProblemBox>}
      {props.children}
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {strings.common.cancel}
        </Button>
        <Button
          color={dangerous ? "red" : "accent"}
          loading={work.isPending}
          disabled={wait}
          onClick={() => work.mutate()}
        >
          {props.submit}
        </Button>
      </Group>
    </Dialog>
  );
}

export function Dialog(props: { title: string; onClose: () => void; children: ReactNode }) {
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <Stack gap="md">{props.children}</Stack>
    </Modal>
  );
}
