import { Button, Table, VisuallyHidden } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  endOtherSessions,
  endSession,
  SESSIONS_KEY,
  sessionsQuery,
} from "@/api/queries/account.ts";
import type { OwnSession } from "@/api/types.ts";
import { Chip } from "@/components/Chip.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { notifyDone, notifyFailed } from "@/components/notify.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import { browserOf } from "./browser-name.ts";

const text = strings.account;
const { columns } = text;

export function SessionsSection() {
  const sessions = useQuery(sessionsQuery);
  const others = useEnding(endOtherSessions, text.endedOthers);
  const hasOthers = sessions.data?.data.some((session) => !session.this) ?? false;
  return (
    <Section
      title={text.sessionsTitle}
      flush
      aside={
        hasOthers && (
          <Button
            variant="default"
            size="compact-sm"
            loading={others.isPending}
            onClick={() => others.mutate()}
          >
            {text.endOthers}
          </Button>
        )
      }
    >
      <QueryView query={sessions}>{({ data }) => <SessionsTable sessions={data} />}</QueryView>
    </Section>
  );
}

function SessionsTable({ sessions }: { sessions: readonly OwnSession[] }) {
  return (
    <DataTable label={text.sessionsTable} bare>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{columns.browser}</Table.Th>
          <Table.Th data-wide>{columns.address}</Table.Th>
          <Table.Th data-wide>{columns.lastSeen}</Table.Th>
          <Table.Th>
            <VisuallyHidden>{text.actions}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function SessionRow({ session }: { session: OwnSession }) {
  const end = useEnding(() => endSession(session.id), text.ended);
  const name = browserName(session.user_agent);
  const address = session.ip_address ?? text.unknownAddress;
  return (
    <Table.Tr>
      <Table.Td>
        <span style={{ fontWeight: 600 }}>{name}</span>{" "}
        {session.this && <Chip tone="neutral" label={text.thisOne} />}
        <div data-sub data-narrow>
          {address}
        </div>
        <div data-sub data-narrow>
          <Time at={session.last_seen_at} />
        </div>
      </Table.Td>
      <Table.Td data-wide>{address}</Table.Td>
      <Table.Td data-wide>
        <Time at={session.last_seen_at} />
      </Table.Td>
      <Table.Td ta="right">
        {!session.this && (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={text.end(name)}
            loading={end.isPending}
            onClick={() => end.mutate()}
          >
            {text.endShort}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function useEnding(work: () => Promise<void>, done: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: work,
    onSuccess: () => notifyDone(done),
    onError: notifyFailed,
    onSettled: () => queries.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
}

function browserName(userAgent: string | null): string {
  const { browser, system } = browserOf(userAgent);
  const known = browser ?? text.unknownBrowser;
  return system === null ? known : text.onSystem(known, system);
}
