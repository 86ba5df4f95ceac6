// Inquiries, their runs, and deciding by hand.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "../client.ts";
import type { paths } from "../schema.gen.ts";
import type { InquiryBody, Outcome } from "../types.ts";

export const INQUIRIES_KEY = ["inquiries"] as const;

export type InquiriesQuery = NonNullable<paths["/v1/inquiries"]["get"]["parameters"]["query"]>;

/** Newest first. While another page is on its way the present one stays on the screen. */
export const inquiriesQuery = (query: InquiriesQuery) =>
  queryOptions({
    queryKey: [...INQUIRIES_KEY, "page", query],
    queryFn: ({ signal }) => answer(api.GET("/v1/inquiries", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

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

export function decideInquiry(id: string, outcome: Outcome, comment: string) {
  const request = { params: { path: { id } }, body: comment === "" ? {} : { comment } };
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
