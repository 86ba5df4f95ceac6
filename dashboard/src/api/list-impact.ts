// Asks what other items on a list would change, before they are saved.
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client.ts";
import { patiently } from "./patience.ts";
import { LISTS_KEY } from "./queries/lists.ts";
import type { NewItem } from "./types.ts";

const key = (list: string) => [...LISTS_KEY, "one", list, "impact"] as const;

/** Beyond this the server would refuse the file for its lines, after it was sent. */
export const LARGEST_FILE = 32 * 1024 * 1024;

export const itemImpactQuery = (list: string, item: NewItem) =>
  queryOptions({
    queryKey: [...key(list), "item", item],
    queryFn: ({ signal }) =>
      patiently(
        () =>
          answer(
            api.POST("/v1/lists/{id}/impact", {
              params: { path: { id: list } },
              body: { add: [item] },
              signal,
            }),
          ),
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });

export const fileImpactQuery = (list: string, file: File) =>
  queryOptions({
    queryKey: [...key(list), "file", file.name, file.size, file.lastModified],
    queryFn: ({ signal }) =>
      patiently(
        () =>
          answer(
            api.POST("/v1/lists/{id}/import/impact", {
              params: { path: { id: list } },
              // The browser sends it from the disk.
              body: file as unknown as string,
              bodySerializer: (body) => body,
              headers: { "content-type": "text/csv" },
              signal,
            }),
          ),
        signal,
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
