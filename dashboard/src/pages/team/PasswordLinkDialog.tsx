// A link with which a member who forgot the password chooses a new one: made here, shown once.
import { Button, Group, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { createPasswordLink } from "@/api/queries/team.ts";
import type { Member } from "@/api/types.ts";
import { LinkToHandOver } from "@/components/LinkToHandOver.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import { Dialog, TaskDialog } from "./TaskDialog.tsx";

const text = strings.team;

export function PasswordLinkDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const create = useMutation({
    mutationFn: () => createPasswordLink(member.id),
    // The link lives in this dialog's memory only, and goes with it.
    gcTime: 0,
  });
  const title = text.linkTitle(member.name);
  if (create.data === undefined) {
    return (
      <TaskDialog
        title={title}
        failed={text.linkFailed}
        submit={text.linkSubmit}
        work={create}
        onClose={onClose}
      >
        <Text>{text.linkDetail}</Text>
      </TaskDialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <Text role="status">{text.linkReady}</Text>
      <LinkToHandOver path={create.data.path} />
      <Text c="dimmed" size="sm">
        {strings.invite.ends} <Time at={create.data.expires_at} />
      </Text>
      <Group justify="flex-end">
        <Button onClick={onClose}>{strings.invite.done}</Button>
      </Group>
    </Dialog>
  );
}
