// The filters of the record of changes, read from the URL and written to it. The URL is their only home.
import type { AuditQuery } from "@/api/queries/audit.ts";
import type { AuditAction } from "@/api/types.ts";
import { startOfDay } from "@/pages/inquiries/filters.ts";
import { strings } from "@/strings/index.ts";

export const ACTIONS = Object.keys(strings.audit.action) as AuditAction[];

export type AuditFilters = {
  actor?: string;
  action?: AuditAction;
  subject?: string;
  /** Days in the reader's zone, `2026-11-22`; both count as a whole. */
  since?: string;
  until?: string;
};

const KEYS = ["actor", "action", "subject", "since", "until"] as const;

/** Values that mean nothing are dropped, so that an old or mistyped address still shows a table. */
export function readFilters(query: URLSearchParams): AuditFilters {
  const filters: AuditFilters = {};
  const actor = idIn(query, "actor");
  if (actor) filters.actor = actor;
  const action = ACTIONS.find((known) => known === query.get("action"));
  if (action) filters.action = action;
  const subject = idIn(query, "subject");
  if (subject) filters.subject = subject;
  for (const key of ["since", "until"] as const) {
    const day = query.get(key);
    if (day && startOfDay(day) !== undefined) filters[key] = day;
  }
  return filters;
}

const idIn = (query: URLSearchParams, key: string) =>
  /^[a-z0-9_]{1,64}$/.exec(query.get(key) ?? "")?.[0];

/** Changes some filters; an empty value removes one. The page of the old filters is left behind. */
export function changeFilters(
  query: URLSearchParams,
  change: Readonly<Partial<Record<(typeof KEYS)[number], string>>>,
): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const [key, value] of Object.entries(change)) {
    if (value === "") changed.delete(key);
    else changed.set(key, value);
  }
  changed.delete("cursor");
  return changed;
}

export const hasFilters = (filters: AuditFilters): boolean => Object.keys(filters).length > 0;

export function toApiQuery(filters: AuditFilters, cursor: string | undefined): AuditQuery {
  const { since, until, ...rest } = filters;
  const from = since === undefined ? undefined : startOfDay(since);
  const to = until === undefined ? undefined : startOfDay(until, 1);
  return {
    ...rest,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}
