import { Table } from "@mantine/core";
import type { AuditEntry } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import { actorOf, subjectOf } from "./words.ts";

const { columns } = strings.audit;

export function AuditTable({ entries, busy }: { entries: readonly AuditEntry[]; busy: boolean }) {
  return (
    <DataTable label={strings.audit.table} busy={busy}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{columns.what}</Table.Th>
          <Table.Th data-wide>{columns.who}</Table.Th>
          <Table.Th data-wide>{columns.when}</Table.Th>
          <Table.Th data-wide>{columns.from}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <EntryRow key={entry.seq} entry={entry} />
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function EntryRow({ entry }: { entry: AuditEntry }) {
  return (
    <Table.Tr data-linked>
      <Table.Td>
        <RowLink to={paths.auditEntry(entry.seq)}>{strings.audit.action[entry.action]}</RowLink>
        <div data-sub>{subjectOf(entry)}</div>
        <div data-sub data-narrow>
          {actorOf(entry)} · <Time at={entry.at} />
        </div>
      </Table.Td>
      <Table.Td data-wide>{actorOf(entry)}</Table.Td>
      <Table.Td data-wide>
        <Time at={entry.at} />
      </Table.Td>
      <Table.Td data-wide>
        {entry.address ?? strings.common.none}
        <div data-sub>{strings.audit.via[entry.via]}</div>
      </Table.Td>
    </Table.Tr>
  );
}
