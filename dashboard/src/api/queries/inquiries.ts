// Inquiries, their runs, and deciding by hand.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "../client.ts";
import type { paths } from "../schema.gen.ts";
import type { InquiryBody, InquiryStatus, Outcome } from "../types.ts";

export const INQUIRIES_KEY = ["inquiries"] as const;

export type InquiriesQuery = NonNullable<paths["/v1/inquiries"]["get"]["parameters"]["query"]>;

/** Newest first. While another page is on its way the present one stays on the screen. */
export const inquiriesQuery = (query: InquiriesQuery) =>
  queryOptions({
    queryKey: [...INQUIRIES_KEY, "page", query],
    queryFn: ({ signal }) => answer(api.GET("/v1/inquiries", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

const QUEUE_PAGE = 50;
/** How soon a reviewer sees what colleagues and workflows did to the queue. */
const REFRESH_QUEUE_MS = 5_000;

/** What waits for review, the oldest first, kept fresh while it is on the screen. */
export const queueQuery = infiniteQueryOptions({
  queryKey: [...INQUIRIES_KEY, "queue"],
  queryFn: ({ signal, pageParam }) => {
    const query: InquiriesQuery = {
      status: "needs_review",
      order: "oldest_first",
      limit: QUEUE_PAGE,
      ...(pageParam === null ? {} : { cursor: pageParam }),
    };
    return answer(api.GET("/v1/inquiries", { params: { query }, signal }));
  },
  initialPageParam: null as string | null,
  getNextPageParam: ({ next_cursor }) => next_cursor,
  refetchInterval: REFRESH_QUEUE_MS,
});

/** How many wait and since when. */
export const queueSizeQuery = queryOptions({
  queryKey: [...INQUIRIES_KEY, "queue-size"],
  queryFn: ({ signal }) => answer(api.GET("/v1/review_queue", { signal })),
});

/** The same one that a reviewer looks at: a colleague may decide it at any moment. */
export const reviewedQuery = (id: string) =>
  queryOptions({ ...inquiryQuery(id), refetchInterval: REFRESH_QUEUE_MS });

export const tagsQuery = (q: string) =>
  queryOptions({
    queryKey: [...INQUIRIES_KEY, "tags", q],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/tags", { params: { query: q === "" ? {} : { q } }, signal })),
    placeholderData: keepPreviousData,
  });

export const changeTags = (id: string, body: { add?: string[]; remove?: string[] }) =>
  answer(api.POST("/v1/inquiries/{id}/tags", { params: { path: { id } }, body }));

export const inquiryQuery = (id: string) =>
  queryOptions({
    queryKey: [...INQUIRIES_KEY, "one", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/inquiries/{id}", { params: { path: { id } }, signal })),
  });

/** A run with its trace. Runs never change, but names shown in them may. */
export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", "one", id],
    queryFn: ({ signal }) => answer(api.GET("/v1/runs/{id}", { params: { path: { id } }, signal })),
    staleTime: 60_000,
  });

export const createInquiry = (body: InquiryBody) => answer(api.POST("/v1/inquiries", { body }));

export const completeInquiry = (id: string, body: InquiryBody = {}) =>
  answer(api.POST("/v1/inquiries/{id}/complete", { params: { path: { id } }, body }));

/** `seen` is the status on the screen: the server refuses if somebody was faster. */
export function decideInquiry(
  id: string,
  outcome: Outcome,
  { comment, seen }: { comment: string; seen: InquiryStatus },
) {
  const body = { expected_status: seen, ...(comment === "" ? {} : { comment }) };
  const request = { params: { path: { id } }, body };
  switch (outcome) {
    case "approve":
      return answer(api.POST("/v1/inquiries/{id}/approve", request));
    case "decline":
      return answer(api.POST("/v1/inquiries/{id}/decline", request));
    case "mark_for_review":
      return answer(api.POST("/v1/inquiries/{id}/mark_for_review", request));
  }
}

/** Erases the person's data; on request the integrator's own words too. */
export const eraseInquiry = (id: string, also: { reference_id: boolean; tags: boolean }) =>
  answer(api.DELETE("/v1/inquiries/{id}", { params: { path: { id }, query: also } }));

export const replayRun = (id: string) =>
  answer(api.POST("/v1/runs/{id}/replay", { params: { path: { id } } }));
