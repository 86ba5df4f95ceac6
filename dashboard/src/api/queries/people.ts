// Members and API keys.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { answer, api, done } from "../client.ts";
import { everyPage } from "../every-page.ts";
import type { Role } from "../types.ts";

export const KEYS_KEY = ["keys"] as const;
export const MEMBERS_KEY = ["members"] as const;

/** Who can sign in has one of these; keys may also be for systems. */
export const MEMBER_ROLES = [
  "administrator",
  "editor",
  "analyst",
  "developer",
] as const satisfies readonly Role[];
/** The one that most keys need comes first. */
export const KEY_ROLES = [
  "integrator",
  "developer",
  "analyst",
  "editor",
  "administrator",
] as const satisfies readonly Role[];

const pageOf = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

export const keysQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...KEYS_KEY, cursor ?? "first"],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/keys", { params: { query: pageOf(cursor) }, signal })),
    placeholderData: keepPreviousData,
  });

export const createKey = (body: { name: string; role: Role; expires_in_days?: number }) =>
  answer(api.POST("/v1/keys", { body }));

export const revokeKey = (id: string) =>
  done(api.DELETE("/v1/keys/{id}", { params: { path: { id } } }));

export const membersQuery = (cursor: string | undefined) =>
  queryOptions({
    queryKey: [...MEMBERS_KEY, cursor ?? "first"],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/members", { params: { query: pageOf(cursor) }, signal })),
    placeholderData: keepPreviousData,
  });

export const everyMemberQuery = queryOptions({
  queryKey: [...MEMBERS_KEY, "every"],
  queryFn: ({ signal }) =>
    everyPage((query) => answer(api.GET("/v1/members", { params: { query }, signal }))),
});
