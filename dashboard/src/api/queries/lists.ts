// Lists, their items, and CSV import.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, answerWithEtag, api, done } from "../client.ts";
import type { NewItem, NewList } from "../types.ts";

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

export type ItemsQuery = {
  q?: string;
  cursor?: string;
  state?: "present" | "removed" | "all";
  revision?: number;
};

export const itemsQuery = (id: string, query: ItemsQuery) =>
  queryOptions({
    queryKey: [...LISTS_KEY, "one", id, "items", query],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/lists/{id}/items", { params: { path: { id }, query }, signal })),
    placeholderData: keepPreviousData,
  });

export const revisionsQuery = (id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...LISTS_KEY, "one", id, "revisions", cursor],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/v1/lists/{id}/revisions", {
          params: { path: { id }, query: cursor === undefined ? {} : { cursor } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  });

export const importsQuery = (id: string, cursor: string | undefined, limit?: number) =>
  queryOptions({
    queryKey: [...LISTS_KEY, "one", id, "imports", "page", cursor, limit],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/v1/lists/{id}/imports", {
          params: {
            path: { id },
            query: {
              ...(cursor === undefined ? {} : { cursor }),
              ...(limit === undefined ? {} : { limit }),
            },
          },
          signal,
        }),
      ),
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

/** What a removed item said is gone for good afterwards. */
export const eraseItem = (id: string, item: string) =>
  answer(api.POST("/v1/lists/{id}/items/{item}/erase", { params: { path: { id, item } } }));

/** Asked again and again as long as somebody looks. */
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
    refetchInterval: POLL_IMPORT_MS,
  });

/** Stops a running import; it can be resumed. */
export const cancelImport = (id: string, importId: string) =>
  answer(
    api.POST("/v1/lists/{id}/imports/{import}/cancel", {
      params: { path: { id, import: importId } },
    }),
  );

/** Gives up an import; nothing of it stays. */
export const discardImport = (id: string, importId: string) =>
  done(
    api.DELETE("/v1/lists/{id}/imports/{import}", {
      params: { path: { id, import: importId } },
    }),
  );
