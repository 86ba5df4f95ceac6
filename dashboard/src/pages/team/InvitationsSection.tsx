// Who is asked to join and did not yet.
import { Button, Table, Text, VisuallyHidden } from "@mantine/core";
import { IconClockOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { everyInvitationQuery, INVITATIONS_KEY, revokeInvitation } from "@/api/queries/team.ts";
import type { Invitation } from "@/api/types.ts";
import { Chip } from "@/components/Chip.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { hasPassed } from "@/components/has-passed.ts";
import { notifyDone, notifyFailed } from "@/components/notify.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";

const text = strings.invitations;
const { columns } = text;

export function InvitationsSection() {
  const invitations = useQuery(everyInvitationQuery);
  return (
    <Section title={text.title} flush>
      <QueryView query={invitations} lines={2}>
        {(found) =>
          found.length === 0 ? (
            <Text c="dimmed" px="md" py="sm">
              {text.none}
            </Text>
          ) : (
            <InvitationsTable invitations={found} />
          )
        }
      </QueryView>
    </Section>
  );
}

function InvitationsTable({ invitations }: { invitations: readonly Invitation[] }) {
  return (
    <DataTable label={text.table} bare>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{columns.email}</Table.Th>
          <Table.Th data-wide>{columns.role}</Table.Th>
          <Table.Th data-wide>{columns.ends}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{text.actions}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {invitations.map((invitation) => (
          <InvitationRow key={invitation.id} invitation={invitation} />
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const { id, email, role, created_by, expires_at } = invitation;
  const queries = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeInvitation(id),
    onSuccess: () => notifyDone(text.revoked(email)),
    onError: notifyFailed,
    onSettled: () => queries.invalidateQueries({ queryKey: INVITATIONS_KEY }),
  });
  const ends = hasPassed(expires_at) ? (
    <Chip tone="neutral" icon={IconClockOff} label={text.ended} />
  ) : (
    <Time at={expires_at} />
  );
  return (
    <Table.Tr>
      <Table.Td>
        <div style={{ fontWeight: 600, overflowWrap: "anywhere" }}>{email}</div>
        <div data-sub>
          {strings.common.by(strings.common.actor(created_by.type, created_by.name))}
        </div>
        <div data-sub data-narrow>
          {strings.common.role[role]} · {ends}
        </div>
      </Table.Td>
      <Table.Td data-wide>{strings.common.role[role]}</Table.Td>
      <Table.Td data-wide>{ends}</Table.Td>
      <Table.Td ta="right">
        <Button
          size="compact-sm"
          variant="default"
          aria-label={text.revoke(email)}
          loading={revoke.isPending}
          onClick={() => revoke.mutate()}
        >
          {text.revokeShort}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
