// The items of a list, newest first, found by value, removed with a way back.
import { Button } from "@mantine/core";
import { IconListDetails, IconSearchOff } from "@tabler/icons-react";
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

export function ItemsSection({ list, mayWrite }: { list: List; mayWrite: boolean }) {
  const [query, setQuery] = useSearchParams();
  const paging = usePaging();
  const q = query.get("q")?.trim() ?? "";
  const items = useQuery(
    itemsQuery(list.id, {
      ...(q === "" ? {} : { q }),
      ...(paging.cursor === undefined ? {} : { cursor: paging.cursor }),
    }),
  );
  const search = (text: string) =>
    setQuery(
      (now) => {
        const changed = withCursor(now, undefined);
        if (text === "") changed.delete("q");
        else changed.set("q", text);
        return changed;
      },
      { replace: true },
    );
  return (
    <section aria-label={strings.list.items}>
      {(list.items > 0 || q !== "") && (
        <SearchField
          mb="sm"
          aria-label={strings.list.search}
          placeholder={strings.list.searchHints[list.type]}
          value={q}
          onSearch={search}
        />
      )}
      <QueryView query={items}>
        {({ data, next_cursor }) =>
          data.length > 0 ? (
            <>
              <ItemsTable
                list={list.id}
                items={data}
                mayWrite={mayWrite}
                busy={items.isPlaceholderData}
              />
              <Pager paging={paging} nextCursor={next_cursor} />
            </>
          ) : q === "" ? (
            <EmptyState
              icon={IconListDetails}
              title={strings.list.emptyTitle}
              detail={mayWrite ? strings.list.emptyDetail : strings.list.emptyReadOnly}
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
