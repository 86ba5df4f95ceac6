// Lists, their items, and CSV import.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, answerWithEtag, api, done } from "../client.ts";
import type { Import, NewItem, NewList } from "../types.ts";

export const LISTS_KEY = ["lists"] as const;

const POLL_IMPORT_MS = 700;

export const listsQuery = (archived: boolean) =>
  queryOptions({
    queryKey: [...LISTS_KEY, "all", archived],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/lists", { params: { query: { archived, limit: 100 } }, signal })),
  });

export const listQuery = (id: string) =>
  queryOptions({
    queryKey: [...LISTS_KEY, "one", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/lists/{id}", { params: { path: { id } }, signal })),
  });

export type ItemsQuery = { q?: string; cursor?: string };

export const itemsQuery = (id: string, query: ItemsQuery) =>
  queryOptions({
    queryKey: [...LISTS_KEY, "one", id, "items", query],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/lists/{id}/items", { params: { path: { id }, query }, signal })),
    placeholderData: keepPreviousData,
  });

export const createList = (body: NewList) => answer(api.POST("/v1/lists", { body }));

export const archiveList = (id: string) =>
  answer(api.POST("/v1/lists/{id}/archive", { params: { path: { id } } }));

/** `isNew` is false when the list had the item already; the answer is the existing one then. */
export async function addItem(id: string, body: NewItem) {
  const { data, status } = await answerWithEtag(
    api.POST("/v1/lists/{id}/items", { params: { path: { id } }, body }),
  );
  return { item: data, isNew: status === 201 };
}

export const removeItem = (id: string, item: string) =>
  done(api.DELETE("/v1/lists/{id}/items/{item}", { params: { path: { id, item } } }));

/** Asked again and again while the import runs. */
export const importQuery = (id: string, importId: string) =>
  queryOptions({
    queryKey: [...LISTS_KEY, "one", id, "imports", importId],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/v1/lists/{id}/imports/{import}", {
          params: { path: { id, import: importId } },
          signal,
        }),
      ),
    staleTime: 0,
    // Until the server has read the first line it does not know the import.
    retry: false,
    refetchInterval: ({ state }) => {
      const known = state.data as Import | undefined;
      return known === undefined || known.state === "running" ? POLL_IMPORT_MS : false;
    },
  });

export const cancelImport = (id: string, importId: string) =>
  done(
    api.DELETE("/v1/lists/{id}/imports/{import}", {
      params: { path: { id, import: importId } },
    }),
  );
