// The queue on the screen: its pages in one, and an inquiry leaves it as soon as it is decided.
import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { INQUIRIES_KEY, queueQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry } from "@/api/types.ts";

type QueuePage = { data: Inquiry[]; next_cursor: string | null };

export function useQueue() {
  const queries = useQueryClient();
  const query = useInfiniteQuery(queueQuery);
  const inquiries = useMemo(() => query.data?.pages.flatMap(({ data }) => data), [query.data]);
  const leave = async (id: string) => {
    // An answer that is on its way would bring it back for a moment.
    await queries.cancelQueries({ queryKey: queueQuery.queryKey });
    queries.setQueryData(queueQuery.queryKey, (known) => known && without(known, id));
    await queries.invalidateQueries({ queryKey: INQUIRIES_KEY });
  };
  return { query, inquiries, leave };
}

function without(known: InfiniteData<QueuePage>, id: string): InfiniteData<QueuePage> {
  const pages = known.pages.map((page) => ({
    ...page,
    data: page.data.filter((inquiry) => inquiry.id !== id),
  }));
  return { ...known, pages };
}
