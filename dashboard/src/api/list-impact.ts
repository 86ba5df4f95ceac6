// Asks what other items on a list would change, before they are saved, and who is behind the numbers.
import { queryOptions } from "@tanstack/react-query";
import { ASKER } from "./asker.ts";
import { answer, api } from "./client.ts";
import { patiently } from "./patience.ts";
import type { ListImpact, PreviewCell, PreviewRequest } from "./preview-types.ts";
import { askedWindow, type WindowChoice } from "./preview-window.ts";
import { LISTS_KEY } from "./queries/lists.ts";
import type { NewItem } from "./types.ts";

const key = (list: string) => [...LISTS_KEY, "one", list, "impact"] as const;

/** Beyond this the server refuses the file. */
export const LARGEST_FILE = 32 * 1024 * 1024;
const PAGE = 10;

/** Items that somebody thinks of: one, or a file. */
export type ImpactSubject = { list: string; add: NewItem } | { list: string; file: File };

/** What was answered, and of which time: pages are asked of the same. */
export type KnownImpact = { impact: ListImpact; window: PreviewRequest["window"] };

/** Inquiries of one workflow, or of all together. */
export type ImpactCell = { workflow: string | null; cell: PreviewCell };

const USUAL = {
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: 0,
  retry: false,
} as const;

export const impactQuery = (subject: ImpactSubject, choice: WindowChoice) =>
  queryOptions({
    queryKey: [...key(subject.list), ...keyOf(subject), choice],
    queryFn: ({ signal }): Promise<KnownImpact> => {
      const { window } = askedWindow(choice, Date.now());
      return patiently(
        async () => ({ impact: await ask(subject, window, signal), window }),
        signal,
      );
    },
    ...USUAL,
  });

export const impactInquiriesQuery = (
  subject: ImpactSubject,
  { window }: Pick<KnownImpact, "window">,
  asked: ImpactCell,
  cursor: string | undefined,
) =>
  queryOptions({
    queryKey: [...key(subject.list), ...keyOf(subject), "inquiries", window, asked, cursor ?? null],
    queryFn: ({ signal }) =>
      patiently(() => askInquiries(subject, window, asked, cursor, signal), signal),
    ...USUAL,
  });

function keyOf(subject: ImpactSubject): readonly unknown[] {
  if ("add" in subject) return ["item", subject.add];
  const { name, size, lastModified } = subject.file;
  return ["file", name, size, lastModified];
}

function ask(subject: ImpactSubject, window: PreviewRequest["window"], signal: AbortSignal) {
  const path = { id: subject.list };
  if ("file" in subject) {
    const query = queryOf(window);
    return answer(
      api.POST("/v1/lists/{id}/import/impact", {
        params: { path, query },
        ...bodyOf(subject.file),
        signal,
      }),
    );
  }
  const body = { add: [subject.add], ...(window ? { window } : {}), asker: ASKER };
  return answer(api.POST("/v1/lists/{id}/impact", { params: { path }, body, signal }));
}

function askInquiries(
  subject: ImpactSubject,
  window: PreviewRequest["window"],
  { workflow, cell }: ImpactCell,
  cursor: string | undefined,
  signal: AbortSignal,
) {
  const path = { id: subject.list };
  const page = {
    limit: PAGE,
    ...(workflow === null ? {} : { workflow }),
    ...(cursor === undefined ? {} : { cursor }),
  };
  if ("file" in subject) {
    const query = { ...queryOf(window), ...cell, ...page };
    return answer(
      api.POST("/v1/lists/{id}/import/impact/inquiries", {
        params: { path, query },
        ...bodyOf(subject.file),
        signal,
      }),
    );
  }
  const body = {
    add: [subject.add],
    ...(window ? { window } : {}),
    asker: ASKER,
    cell,
    ...page,
  };
  return answer(api.POST("/v1/lists/{id}/impact/inquiries", { params: { path }, body, signal }));
}

function queryOf(window: PreviewRequest["window"]) {
  return {
    asker: ASKER,
    ...(window?.from ? { window_from: window.from } : {}),
    ...(window?.to ? { window_to: window.to } : {}),
  };
}

/** The browser sends it from the disk. */
const bodyOf = (file: File) => ({
  body: file as unknown as string,
  bodySerializer: (body: string) => body,
  headers: { "content-type": "text/csv" },
});
