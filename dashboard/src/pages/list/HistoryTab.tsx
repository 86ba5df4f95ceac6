// What became of a list: every revision, who made it, and what the list held then.
import { Anchor, Table, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { revisionsQuery } from "@/api/queries/lists.ts";
import type { List, ListRevision } from "@/api/types.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { withChoice } from "./view.ts";

const text = strings.listHistory;

export function HistoryTab({ list }: { list: List }) {
  const paging = usePaging();
  const revisions = useQuery(revisionsQuery(list.id, paging.cursor));
  return (
    <QueryView query={revisions}>
      {({ data, next_cursor }) =>
        data.length === 0 ? (
          <EmptyState icon={IconHistory} title={text.emptyTitle} detail={text.emptyDetail} />
        ) : (
          <>
            <DataTable label={text.table} busy={revisions.isPlaceholderData}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th ta="right">{text.columns.revision}</Table.Th>
                  <Table.Th>{text.columns.change}</Table.Th>
                  <Table.Th data-wide>{text.columns.when}</Table.Th>
                  <Table.Th data-wide>{text.columns.held}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((revision) => (
                  <Row key={revision.revision} revision={revision} />
                ))}
              </Table.Tbody>
            </DataTable>
            <Pager paging={paging} nextCursor={next_cursor} />
          </>
        )
      }
    </QueryView>
  );
}

function Row({ revision }: { revision: ListRevision }) {
  const [query] = useSearchParams();
  const then = withChoice(query, { revision: revision.revision });
  then.delete("view");
  const who = strings.common.actor(revision.by.type, revision.by.name);
  return (
    <Table.Tr>
      <Table.Td ta="right">{formatNumber(revision.revision)}</Table.Td>
      <Table.Td style={{ overflowWrap: "anywhere" }}>
        <What revision={revision} />
        <Text data-sub data-narrow component="div">
          {who} · <Time at={revision.at} />
        </Text>
      </Table.Td>
      <Table.Td data-wide>
        <Time at={revision.at} />
        <div data-sub>{strings.common.by(who)}</div>
      </Table.Td>
      <Table.Td data-wide>
        <Anchor component={Link} to={`?${then}`}>
          {text.show(revision.revision)}
        </Anchor>
      </Table.Td>
    </Table.Tr>
  );
}

function What({ revision }: { revision: ListRevision }) {
  switch (revision.change) {
    case "added":
      return text.added(revision.item?.value);
    case "removed":
      return text.removed(revision.item?.value);
    case "imported":
      return text.imported(revision.import?.added ?? 0);
  }
}
