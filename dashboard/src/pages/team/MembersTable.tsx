import { Table, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import type { Member } from "@/api/types.ts";
import { useMay, useSession } from "@/app/session.ts";
import { Chip } from "@/components/Chip.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import { MemberDialog } from "./MemberDialog.tsx";
import { MemberMenu, type MemberTask } from "./MemberMenu.tsx";

const { columns } = strings.team;

export function MembersTable({ members, busy }: { members: readonly Member[]; busy: boolean }) {
  const mayManage = useMay()("members.manage");
  const [open, setOpen] = useState<{ member: Member; task: MemberTask } | null>(null);
  return (
    <>
      <DataTable label={strings.team.table} busy={busy}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.name}</Table.Th>
            <Table.Th>{columns.role}</Table.Th>
            <Table.Th data-wide>{columns.since}</Table.Th>
            <Table.Th data-wide>{columns.signedIn}</Table.Th>
            {mayManage && (
              <Table.Th>
                <VisuallyHidden>{strings.team.actions}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.map((member) => (
            <Table.Tr key={member.id}>
              <MemberCells member={member} />
              {mayManage && (
                <Table.Td ta="right">
                  <MemberMenu member={member} onChoose={(task) => setOpen({ member, task })} />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      {open !== null && <MemberDialog {...open} onClose={() => setOpen(null)} />}
    </>
  );
}

function MemberCells({ member }: { member: Member }) {
  const { member: self } = useSession();
  return (
    <>
      <Table.Td>
        <span style={{ fontWeight: 600 }}>{member.name}</span>{" "}
        {member.id === self.id && <Chip tone="neutral" label={strings.team.you} />}
        <div data-sub style={{ overflowWrap: "anywhere" }}>
          {member.email}
        </div>
      </Table.Td>
      <Table.Td>{strings.common.role[member.role]}</Table.Td>
      <Table.Td data-wide>
        <Time at={member.created_at} />
      </Table.Td>
      <Table.Td data-wide>
        {member.signed_in_at === null ? strings.team.never : <Time at={member.signed_in_at} />}
      </Table.Td>
    </>
  );
}
