// Imports into a list: how each ended, and the report of every line that could not be used.
import { Button, Table, Text } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { importsQuery } from "@/api/queries/lists.ts";
import type { Import, List } from "@/api/types.ts";
import { BadLines } from "@/components/BadLines.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

const text = strings.listImports;

export function ImportsTab({ list }: { list: List }) {
  const paging = usePaging();
  const imports = useQuery(importsQuery(list.id, paging.cursor));
  return (
    <QueryView query={imports}>
      {({ data, next_cursor }) =>
        data.length === 0 ? (
          <EmptyState icon={IconFileImport} title={text.emptyTitle} detail={text.emptyDetail} />
        ) : (
          <>
            <DataTable label={text.table} busy={imports.isPlaceholderData}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{text.columns.state}</Table.Th>
                  <Table.Th ta="right">{text.columns.lines}</Table.Th>
                  <Table.Th ta="right">{text.columns.added}</Table.Th>
                  <Table.Th data-wide ta="right">
                    {text.columns.duplicates}
                  </Table.Th>
                  <Table.Th data-wide>{text.columns.bad}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((one) => (
                  <Row key={one.id} one={one} />
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

function Row({ one }: { one: Import }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Table.Tr>
        <Table.Td>
          {text.states[one.state]}
          <Text data-sub component="div">
            <Time at={one.started_at} /> ·{" "}
            {strings.common.actor(one.started_by.type, one.started_by.name)}
          </Text>
        </Table.Td>
        <Table.Td ta="right">{formatNumber(one.lines)}</Table.Td>
        <Table.Td ta="right">{formatNumber(one.added)}</Table.Td>
        <Table.Td data-wide ta="right">
          {formatNumber(one.duplicates)}
        </Table.Td>
        <Table.Td data-wide>
          {one.bad_lines.length === 0 ? (
            formatNumber(one.bad)
          ) : (
            <Button
              size="compact-sm"
              variant="default"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {open ? text.hideBad : text.showBad(one.bad)}
            </Button>
          )}
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={5}>
            <BadLines lines={one.bad_lines} more={one.bad_lines_more} />
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
