// The items of a list, newest first, found by value: those on it now, those that were removed, or what it held once.
import { Button, Group, SegmentedControl } from "@mantine/core";
import { IconHistory, IconListDetails, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { itemsQuery } from "@/api/queries/lists.ts";
import type { List } from "@/api/types.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging, withCursor } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { SearchField } from "@/components/SearchField.tsx";
import { strings } from "@/strings/index.ts";
import { ItemsTable } from "./ItemsTable.tsx";
import { ITEM_STATES, type ItemState, itemChoiceOf, withChoice } from "./view.ts";

const text = strings.list;

export function ItemsSection({ list, mayWrite }: { list: List; mayWrite: boolean }) {
  const [query, setQuery] = useSearchParams();
  const paging = usePaging();
  const q = query.get("q")?.trim() ?? "";
  const choice = itemChoiceOf(query, list.revision);
  const isPresent = "state" in choice && choice.state === "present";
  const items = useQuery(
    itemsQuery(list.id, {
      ...choice,
      ...(q === "" ? {} : { q }),
      ...(paging.cursor === undefined ? {} : { cursor: paging.cursor }),
    }),
  );
  const search = (wanted: string) =>
    setQuery(
      (now) => {
        const changed = withCursor(now, undefined);
        if (wanted === "") changed.delete("q");
        else changed.set("q", wanted);
        return changed;
      },
      { replace: true },
    );
  return (
    <section aria-label={strings.list.items}>
      {(list.revision > 0 || q !== "") && (
        <Group mb="sm" gap="sm" align="flex-end">
          <SearchField
            aria-label={text.search}
            placeholder={text.searchHints[list.type]}
            value={q}
            onSearch={search}
          />
          {"state" in choice ? (
            <SegmentedControl
              aria-label={text.which}
              data={ITEM_STATES.map((state) => ({ value: state, label: text.states[state] }))}
              value={choice.state}
              onChange={(state) => setQuery(withChoice(query, { state: state as ItemState }))}
            />
          ) : (
            <Group gap="xs">
              <IconHistory size={17} aria-hidden="true" />
              <span>{text.heldAt(choice.revision)}</span>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setQuery(withChoice(query, { state: "present" }))}
              >
                {text.showNow}
              </Button>
            </Group>
          )}
        </Group>
      )}
      <QueryView query={items}>
        {({ data, next_cursor }) =>
          data.length > 0 ? (
            <>
              <ItemsTable
                list={list}
                items={data}
                mayWrite={mayWrite}
                asOf={"revision" in choice ? choice.revision : undefined}
                busy={items.isPlaceholderData}
              />
              <Pager paging={paging} nextCursor={next_cursor} />
            </>
          ) : q === "" ? (
            <EmptyState
              icon={IconListDetails}
              title={isPresent ? text.emptyTitle : text.noneSuchTitle}
              detail={
                !isPresent ? text.noneSuchDetail : mayWrite ? text.emptyDetail : text.emptyReadOnly
              }
            />
          ) : (
            <EmptyState
              icon={IconSearchOff}
              title={strings.list.noneMatchTitle}
              detail={strings.list.noneMatchDetail(q)}
            >
              <Button variant="default" onClick={() => search("")}>
                {strings.list.clearSearch}
              </Button>
            </EmptyState>
          )
        }
      </QueryView>
    </section>
  );
}
