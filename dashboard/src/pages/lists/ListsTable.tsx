import { Table } from "@mantine/core";
import type { List } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { LastMatch, LastMatchLine } from "@/components/LastMatch.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { useCatalogue, wordsOf } from "@/components/use-catalogue.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

const { columns } = strings.lists;
/** More uses than this are counted; the list's own page names them all. */
const NAMED_USES = 2;

export function ListsTable({ lists, archived }: { lists: readonly List[]; archived: boolean }) {
  const types = useCatalogue()?.list_types ?? [];
  const typeLabel = (key: string) => types.find((type) => type.key === key)?.label ?? wordsOf(key);
  return (
    <DataTable label={archived ? strings.lists.archivedTable : strings.lists.table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{columns.name}</Table.Th>
          <Table.Th data-wide>{columns.type}</Table.Th>
          <Table.Th ta="right">{columns.items}</Table.Th>
          <Table.Th data-wide>{columns.lastMatch}</Table.Th>
          <Table.Th data-wide>{columns.usedBy}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lists.map((list) => (
          <Table.Tr key={list.id} data-linked>
            <Table.Td>
              <RowLink to={paths.list(list.id)}>{list.name}</RowLink>
              {list.description && <div data-sub>{list.description}</div>}
              <div data-sub data-narrow>
                {typeLabel(list.type)} · <LastMatchLine matches={list.matches} />
              </div>
              <div data-sub data-narrow>
                {usesLine(list)}
              </div>
            </Table.Td>
            <Table.Td data-wide>{typeLabel(list.type)}</Table.Td>
            <Table.Td ta="right">{formatNumber(list.items)}</Table.Td>
            <Table.Td data-wide>
              <LastMatch matches={list.matches} />
            </Table.Td>
            <Table.Td data-wide>
              <Uses list={list} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function Uses({ list }: { list: List }) {
  const uses = usesOf(list);
  if (uses === null) return <span data-sub>{strings.lists.usesHidden}</span>;
  if (uses.length === 0) return <span data-sub>{strings.lists.notUsed}</span>;
  const more = uses.length - NAMED_USES;
  return (
    <>
      {uses.slice(0, NAMED_USES).map(({ key, said }) => (
        <div key={key}>{said}</div>
      ))}
      {more > 0 && <div data-sub>{strings.lists.moreUses(more)}</div>}
    </>
  );
}

/** The same in one line, for where a phone has no room for the column. */
function usesLine(list: List): string {
  const uses = usesOf(list);
  if (uses === null) return `${columns.usedBy}: ${strings.lists.usesHidden}`;
  if (uses.length === 0) return strings.lists.notUsed;
  const named = uses.slice(0, NAMED_USES).map(({ said }) => said);
  const more = uses.length - NAMED_USES;
  return [...named, ...(more > 0 ? [strings.lists.moreUses(more)] : [])].join(" · ");
}

/** Texts that name it, then invariants; null for who does not see them. */
function usesOf({ used_by: uses, used_by_invariants: named }: List) {
  if (uses === null) return null;
  const texts = uses.map((use) => ({
    key: `${use.workflow} ${use.where} ${use.version}`,
    said: strings.lists.usedIn(use),
  }));
  const invariants = (named ?? []).map(({ invariant, invariant_name: name }) => ({
    key: invariant,
    said: strings.lists.namedBy(name),
  }));
  return [...texts, ...invariants];
}
