// The filters of the inquiries table, read from the URL and written to it. The URL is their only home.
import type { InquiriesQuery } from "@/api/queries/inquiries.ts";
import type { InquiryStatus, Outcome } from "@/api/types.ts";

export const STATUSES = [
  "created",
  "pending",
  "completed",
  "failed",
  "expired",
  "needs_review",
  "approved",
  "declined",
] as const satisfies readonly InquiryStatus[];

export const DECISIONS = [
  "none",
  "approve",
  "decline",
  "mark_for_review",
] as const satisfies readonly (Outcome | "none")[];

export type InquiryFilters = {
  status?: (typeof STATUSES)[number];
  decision?: (typeof DECISIONS)[number];
  workflow?: string;
  route?: string;
  list?: string;
  tag?: string;
  q?: string;
  /** A day in the reader's zone, `2026-11-22`; the whole day counts. */
  created_after?: string;
  /** The last such day. */
  created_before?: string;
};

const KEYS = [
  "q",
  "status",
  "decision",
  "workflow",
  "route",
  "list",
  "tag",
  "created_after",
  "created_before",
] as const satisfies readonly (keyof InquiryFilters)[];
const TEXTS = ["q", "workflow", "route", "list", "tag"] as const;
const DAYS = ["created_after", "created_before"] as const;

export type FilterKey = (typeof KEYS)[number];

/** Values that mean nothing are dropped, so that an old or mistyped address still shows a table. */
export function readFilters(query: URLSearchParams): InquiryFilters {
  const filters: InquiryFilters = {};
  const status = STATUSES.find((known) => known === query.get("status"));
  if (status) filters.status = status;
  const decision = DECISIONS.find((known) => known === query.get("decision"));
  if (decision) filters.decision = decision;
  for (const key of TEXTS) {
    const text = query.get(key)?.trim();
    if (text) filters[key] = text;
  }
  for (const key of DAYS) {
    const day = query.get(key);
    if (day && startOfDay(day) !== undefined) filters[key] = day;
  }
  return filters;
}

/** Changes some filters; an empty value removes one. The page of the old filters is left behind. */
export function changeFilters(
  query: URLSearchParams,
  change: Readonly<Partial<Record<(typeof KEYS)[number], string | undefined>>>,
): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const key of KEYS) {
    if (!(key in change)) continue;
    const value = change[key]?.trim() ?? "";
    if (value === "") changed.delete(key);
    else changed.set(key, value);
  }
  // A route is one of a workflow: with another one it would find nothing.
  if ("workflow" in change && !("route" in change)) changed.delete("route");
  changed.delete("cursor");
  return changed;
}

/** The filters that are set, in the order in which they are shown. */
export function setFilters(filters: InquiryFilters): [FilterKey, string][] {
  return KEYS.flatMap((key) => {
    const value = filters[key];
    return value === undefined ? [] : [[key, value] satisfies [FilterKey, string]];
  });
}

export function hasFilters(filters: InquiryFilters): boolean {
  return Object.keys(filters).length > 0;
}

export function toApiQuery(filters: InquiryFilters, cursor: string | undefined): InquiriesQuery {
  const { created_after: first, created_before: last, ...rest } = filters;
  const createdAfter = first === undefined ? undefined : startOfDay(first);
  const createdBefore = last === undefined ? undefined : startOfDay(last, 1);
  return {
    ...rest,
    ...(createdAfter === undefined ? {} : { created_after: createdAfter }),
    ...(createdBefore === undefined ? {} : { created_before: createdBefore }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** `2026-11-22` → the first moment of that day in the reader's zone, or so many days later, in UTC. */
export function startOfDay(day: string, daysLater = 0): string | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!parts) return undefined;
  const [year, month, date] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const moment = new Date(year, month - 1, date);
  const isReal = moment.getMonth() === month - 1 && moment.getDate() === date;
  if (!isReal) return undefined;
  moment.setDate(date + daysLater);
  return moment.toISOString().replace(".000Z", "Z");
}
