// The workflows as a collection. One workflow's draft and versions belong to the editor.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, ifMatch } from "../client.ts";
import { everyPage } from "../every-page.ts";
import { patiently } from "../patience.ts";

export const WORKFLOWS_KEY = ["workflows"] as const;

/** In the order in which they run; archived ones only when asked for. */
export const workflowsQuery = (state?: "archived") =>
  queryOptions({
    queryKey: [...WORKFLOWS_KEY, "all", state ?? "current"],
    queryFn: async ({ signal }) => {
      const query = state === undefined ? { limit: 100 } : { limit: 100, state };
      return answer(api.GET("/v1/workflows", { params: { query }, signal }));
    },
  });

/** All that are not archived, however many pages they fill. */
export const everyWorkflowQuery = queryOptions({
  queryKey: [...WORKFLOWS_KEY, "every"],
  queryFn: ({ signal }) =>
    everyPage((query) => answer(api.GET("/v1/workflows", { params: { query }, signal }))),
});

export const workflowQuery = (id: string) =>
  queryOptions({
    queryKey: [...WORKFLOWS_KEY, "one", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/workflows/{id}", { params: { path: { id } }, signal })),
  });

/** How often a page that stays open asks what a version has done. */
const SINCE_START_MS = 10_000;

/** Of the version that runs: another one has another answer. */
export const sinceStartQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...WORKFLOWS_KEY, "since-start", id, version],
    queryFn: ({ signal }) =>
      patiently(
        () =>
          answer(api.GET("/v1/workflows/{id}/since_start", { params: { path: { id } }, signal })),
        signal,
      ),
    staleTime: SINCE_START_MS,
    // Where there is nothing to show but an error, the person decides.
    refetchInterval: ({ state }) =>
      state.status === "error" && state.data === undefined ? false : SINCE_START_MS,
    retry: false,
  });

export const createWorkflow = (body: { name: string; event: string }) =>
  answer(api.POST("/v1/workflows", { body }));

export const workflowOrderQuery = queryOptions({
  queryKey: [...WORKFLOWS_KEY, "order"],
  queryFn: ({ signal }) => answer(api.GET("/v1/workflow_order", { signal })),
});

/** `etag` is the order that the person saw; another one in between is a 412. */
export const saveWorkflowOrder = (ids: string[], etag: string) =>
  answer(
    api.PUT("/v1/workflow_order", {
      params: { header: { "If-Match": ifMatch(etag) } },
      body: { data: ids },
    }),
  );
