import { ActionIcon, Table, Text, VisuallyHidden } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useRef } from "react";
import type { Item } from "@/api/types.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import { useRemoveItem } from "./use-remove-item.ts";

const { columns } = strings.list;

type ItemsTableProps = { list: string; items: readonly Item[]; mayWrite: boolean; busy: boolean };

export function ItemsTable({ list, items, mayWrite, busy }: ItemsTableProps) {
  const table = useRef<HTMLDivElement>(null);
  // The row and its button go away; the focus stays with the table.
  const remove = useRemoveItem(list, () => table.current?.focus());
  return (
    <DataTable label={strings.list.items} busy={busy} frameRef={table}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{columns.value}</Table.Th>
          <Table.Th data-wide>{columns.note}</Table.Th>
          <Table.Th data-wide>{columns.added}</Table.Th>
          {mayWrite && (
            <Table.Th>
              <VisuallyHidden>{strings.list.actions}</VisuallyHidden>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <Table.Tr key={item.id}>
            <Table.Td
              ff={item.value === undefined ? undefined : "monospace"}
              style={{ overflowWrap: "anywhere" }}
            >
              {item.text ?? strings.list.erasedValue}
              <Text data-sub data-narrow component="div">
                {[item.note, strings.common.actor(item.added_by.type, item.added_by.name)]
                  .filter(Boolean)
                  .join(" · ")}
              </Text>
            </Table.Td>
            <Table.Td data-wide>{item.note ?? strings.common.none}</Table.Td>
            <Table.Td data-wide>
              <Time at={item.added_at} />
              <div data-sub>
                {strings.common.by(strings.common.actor(item.added_by.type, item.added_by.name))}
              </div>
            </Table.Td>
            {mayWrite && (
              <Table.Td ta="right" w="3.5rem">
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={strings.list.remove(item.text ?? strings.list.erasedValue)}
                  onClick={() => remove(item)}
                >
                  <IconTrash size={17} aria-hidden="true" />
                </ActionIcon>
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}
