// Invariants: what no workflow may ever do.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, ifMatch } from "../client.ts";
import { everyPage } from "../every-page.ts";
import type { NewInvariant } from "../types.ts";

export const INVARIANTS_KEY = ["invariants"] as const;

/** All that count. */
export const invariantsQuery = queryOptions({
  queryKey: [...INVARIANTS_KEY, "every"],
  queryFn: ({ signal }) =>
    everyPage((query) => answer(api.GET("/v1/invariants", { params: { query }, signal }))),
});

/** With what is proved about the versions that run. */
export const invariantQuery = (id: string) =>
  queryOptions({
    queryKey: [...INVARIANTS_KEY, "one", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/invariants/{id}", { params: { path: { id } }, signal })),
  });

/** What it has said so far, newest first. `version` is the newest that is known: another one is asked for anew. */
export const invariantVersionsQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...INVARIANTS_KEY, "versions", id, version],
    queryFn: ({ signal }) =>
      everyPage((query) =>
        answer(
          api.GET("/v1/invariants/{id}/versions", { params: { path: { id }, query }, signal }),
        ),
      ),
  });

export const createInvariant = (body: NewInvariant) => answer(api.POST("/v1/invariants", { body }));

/** `version` is the one that the person saw; another one in between is a 412. */
export const changeInvariant = (id: string, version: number, body: Omit<NewInvariant, "event">) =>
  answer(
    api.PATCH("/v1/invariants/{id}", {
      params: { path: { id }, header: { "If-Match": ifMatch(String(version)) } },
      body,
    }),
  );

export const archiveInvariant = (id: string) =>
  answer(api.POST("/v1/invariants/{id}/archive", { params: { path: { id } } }));
