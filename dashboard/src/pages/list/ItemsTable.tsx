import { ActionIcon, Table, Text, VisuallyHidden } from "@mantine/core";
import { IconEraser, IconTrash } from "@tabler/icons-react";
import { useRef, useState } from "react";
import type { Item, List } from "@/api/types.ts";
import { useMay } from "@/app/session.ts";
import { Breakable } from "@/components/Breakable.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { LastMatch, LastMatchLine } from "@/components/LastMatch.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import { EraseDialog } from "./EraseDialog.tsx";
import { useRemoveItem } from "./use-remove-item.ts";

const { columns } = strings.list;

type ItemsTableProps = {
  list: List;
  items: readonly Item[];
  mayWrite: boolean;
  /** The revision that is shown, if it is a past one: then nothing is changed from here. */
  asOf: number | undefined;
  busy: boolean;
};

export function ItemsTable({ list, items, mayWrite, asOf, busy }: ItemsTableProps) {
  const table = useRef<HTMLDivElement>(null);
  const mayErase = useMay()("erase");
  const [erasing, setErasing] = useState<Item | null>(null);
  // The row and its button go away; the focus stays with the table.
  const leave = () => table.current?.focus();
  const remove = useRemoveItem(list.id, leave);
  const acts = asOf === undefined && (mayWrite || mayErase);
  return (
    <>
      <DataTable label={strings.list.items} busy={busy} frameRef={table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{columns.value}</Table.Th>
            <Table.Th data-wide>{columns.note}</Table.Th>
            <Table.Th data-wide>{columns.added}</Table.Th>
            <Table.Th data-wide>{columns.lastMatch}</Table.Th>
            {acts && (
              <Table.Th>
                <VisuallyHidden>{strings.list.actions}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item) => (
            <Table.Tr key={item.id}>
              <Table.Td data-value style={{ overflowWrap: "anywhere" }}>
                <Value item={item} />
              </Table.Td>
              <Table.Td data-wide>{item.note ?? strings.common.none}</Table.Td>
              <Table.Td data-wide>
                <Time at={item.added_at} />
                <div data-sub>
                  {strings.common.by(strings.common.actor(item.added_by.type, item.added_by.name))}
                </div>
              </Table.Td>
              <Table.Td data-wide>
                <LastMatch matches={item.matches} />
              </Table.Td>
              {acts && (
                <Table.Td ta="right" w="3.5rem">
                  <RowAction
                    item={item}
                    onRemove={mayWrite ? remove : undefined}
                    onErase={
                      mayErase && (item.removed !== null || list.archived_at !== null)
                        ? setErasing
                        : undefined
                    }
                  />
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      {erasing && (
        <EraseDialog
          list={list.id}
          item={erasing}
          onClose={() => setErasing(null)}
          onErased={leave}
        />
      )}
    </>
  );
}

/** The value; below it how it left the list, and on a phone what stands in the other columns. */
function Value({ item }: { item: Item }) {
  const { removed, erased } = item;
  return (
    <>
      {item.text === null ? (
        <Text component="span" fs="italic">
          {strings.list.erasedValue}
        </Text>
      ) : (
        <Text component="span" {...(item.value === undefined ? {} : { ff: "monospace" })}>
          <Breakable text={item.text} />
        </Text>
      )}
      {removed !== null && (
        <div data-sub>
          {strings.list.removedBy(strings.common.actor(removed.by.type, removed.by.name))}{" "}
          <Time at={removed.at} /> · {strings.list.revision(removed.revision)}
          {erased !== null && (
            <>
              {" · "}
              {strings.list.erasedBy(strings.common.actor(erased.by.type, erased.by.name))}{" "}
              <Time at={erased.at} />
            </>
          )}
        </div>
      )}
      <Text data-sub data-narrow component="div">
        {[item.note, strings.common.actor(item.added_by.type, item.added_by.name)]
          .filter(Boolean)
          .join(" · ")}
        {" · "}
        <Time at={item.added_at} />
      </Text>
      <div data-sub data-narrow>
        <LastMatchLine matches={item.matches} />
      </div>
    </>
  );
}

type RowActionProps = {
  item: Item;
  onRemove: ((item: Item) => void) | undefined;
  onErase: ((item: Item) => void) | undefined;
};

function RowAction({ item, onRemove, onErase }: RowActionProps) {
  const value = item.text ?? strings.list.erasedValue;
  if (item.removed === null && onRemove) {
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={strings.list.remove(value)}
        onClick={() => onRemove(item)}
      >
        <IconTrash size={17} aria-hidden="true" />
      </ActionIcon>
    );
  }
  if (item.erased === null && onErase) {
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={strings.list.erase(value)}
        onClick={() => onErase(item)}
      >
        <IconEraser size={17} aria-hidden="true" />
      </ActionIcon>
    );
  }
  return null;
}
