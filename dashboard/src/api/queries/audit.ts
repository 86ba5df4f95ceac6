// The record of changes.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api } from "../client.ts";
import type { paths } from "../schema.gen.ts";

export const AUDIT_KEY = ["audit"] as const;

export type AuditQuery = NonNullable<paths["/v1/audit"]["get"]["parameters"]["query"]>;

/** Newest first. While another page is on its way the present one stays on the screen. */
export const auditQuery = (query: AuditQuery) =>
  queryOptions({
    queryKey: [...AUDIT_KEY, "page", query],
    queryFn: ({ signal }) => answer(api.GET("/v1/audit", { params: { query }, signal })),
    placeholderData: keepPreviousData,
  });

export const auditEntryQuery = (seq: number) =>
  queryOptions({
    queryKey: [...AUDIT_KEY, "one", seq],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/audit/{seq}", { params: { path: { seq } }, signal })),
  });
