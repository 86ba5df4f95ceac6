// What an administrator does to one member: each task says what will happen before it does.
import { Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { KEYS_KEY, MEMBER_ROLES, MEMBERS_KEY } from "@/api/queries/people.ts";
import { sessionQuery } from "@/api/queries/session.ts";
import {
  changeRole,
  endMemberSessions,
  INVITATIONS_KEY,
  keysAtStakeQuery,
  removeMember,
} from "@/api/queries/team.ts";
import type { Member, Role } from "@/api/types.ts";
import { useMayGrant } from "@/app/session.ts";
import { notifyDone } from "@/components/notify.tsx";
import { RoleField } from "@/components/RoleField.tsx";
import { strings } from "@/strings/index.ts";
import { KeysAtStake } from "./KeysAtStake.tsx";
import type { MemberTask } from "./MemberMenu.tsx";
import { PasswordLinkDialog } from "./PasswordLinkDialog.tsx";
import { TaskDialog, type TaskWork } from "./TaskDialog.tsx";

const text = strings.team;

type TaskProps = { member: Member; onClose: () => void };

export function MemberDialog({ task, ...props }: TaskProps & { task: MemberTask }) {
  switch (task) {
    case "role":
      return <RoleDialog {...props} />;
    case "password":
      return <PasswordLinkDialog {...props} />;
    case "sessions":
      return <SessionsDialog {...props} />;
    case "remove":
      return <RemoveDialog {...props} />;
  }
}

function RoleDialog({ member, onClose }: TaskProps) {
  const mayGrant = useMayGrant();
  const [role, setRole] = useState<Role>(member.role);
  const isOther = role !== member.role;
  const keys = useQuery({ ...keysAtStakeQuery(member.id, role), enabled: isOther });
  const change = useMemberChange(
    () => changeRole({ id: member.id, role }),
    ({ revoked_keys }) =>
      text.roleDone(member.name, strings.common.role[role]) + text.keysEnded(revoked_keys.total),
    onClose,
  );
  const roles = MEMBER_ROLES.filter(mayGrant);
  return (
    <TaskDialog
      title={text.roleTitle(member.name)}
      failed={text.roleFailed}
      submit={text.changeRole}
      work={change}
      onClose={onClose}
      wait={isOther && keys.data === undefined}
    >
      <RoleField
        label={text.roleDetail}
        roles={roles}
        value={role}
        onChange={(chosen) => setRole(roles.find((known) => known === chosen) ?? role)}
      />
      {isOther && <KeysAtStake query={keys} name={member.name} />}
    </TaskDialog>
  );
}

function SessionsDialog({ member, onClose }: TaskProps) {
  const end = useMemberChange(
    () => endMemberSessions(member.id),
    () => text.endDone(member.name),
    onClose,
  );
  return (
    <TaskDialog
      title={text.endTitle(member.name)}
      failed={text.endFailed}
      submit={text.endSessions}
      work={end}
      onClose={onClose}
    >
      <Text>{text.endDetail}</Text>
    </TaskDialog>
  );
}

function RemoveDialog({ member, onClose }: TaskProps) {
  const keys = useQuery(keysAtStakeQuery(member.id));
  const remove = useMemberChange(
    () => removeMember(member.id),
    ({ revoked_keys }) => text.removeDone(member.name) + text.keysEnded(revoked_keys.total),
    onClose,
  );
  return (
    <TaskDialog
      title={text.removeTitle(member.name)}
      failed={text.removeFailed}
      submit={text.remove}
      work={remove}
      onClose={onClose}
      wait={keys.data === undefined}
      dangerous
    >
      <Text>{text.removeDetail}</Text>
      <KeysAtStake query={keys} name={member.name} />
    </TaskDialog>
  );
}

function useMemberChange<Answer>(
  work: () => Promise<Answer>,
  done: (answer: Answer) => string,
  onClose: () => void,
): TaskWork {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: (answer) => {
      notifyDone(done(answer));
      onClose();
      void queries.invalidateQueries({ queryKey: KEYS_KEY });
      // Who may not invite any more takes the own open invitations along.
      void queries.invalidateQueries({ queryKey: INVITATIONS_KEY });
      // One's own role may be the one that changed.
      void queries.invalidateQueries({ queryKey: sessionQuery.queryKey });
      return queries.invalidateQueries({ queryKey: MEMBERS_KEY });
    },
  });
}
