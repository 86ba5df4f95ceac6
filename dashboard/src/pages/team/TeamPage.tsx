import { Button, Table } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { membersQuery } from "@/api/queries/people.ts";
import type { Member } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay, useSession } from "@/app/session.ts";
import { Chip } from "@/components/Chip.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { Page } from "@/components/Page.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";

const { columns } = strings.team;

export default function TeamPage() {
  const may = useMay();
  const paging = usePaging();
  const members = useQuery(membersQuery(paging.cursor));
  return (
    <Page
      title={strings.team.title}
      intro={strings.team.intro}
      actions={
        may("members.manage") && (
          <Button
            component={Link}
            to={paths.newMember}
            leftSection={<IconPlus size={16} aria-hidden="true" />}
          >
            {strings.team.add}
          </Button>
        )
      }
    >
      <QueryView query={members}>
        {({ data, next_cursor }) => (
          <>
            <MembersTable members={data} busy={members.isPlaceholderData} />
            <Pager paging={paging} nextCursor={next_cursor} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function MembersTable({ members, busy }: { members: readonly Member[]; busy: boolean }) {
  const { member: self } = useSession();
  return (
    <DataTable label={strings.team.table} busy={busy}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{columns.name}</Table.Th>
          <Table.Th>{columns.role}</Table.Th>
          <Table.Th data-wide>{columns.since}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.id}>
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
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}
