// What the editor and the workflow page ask the server for.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, done, ifMatch } from "@/api/client.ts";
import { ApiError } from "@/api/problem.ts";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { Draft, InquiryBody, List, WorkflowDocument } from "@/api/types.ts";
import type { JsonObject } from "./model/model.ts";

const PAGE = 100;

export const draftKey = (id: string) => [...WORKFLOWS_KEY, "draft", id] as const;
const versionsKey = (id: string) => [...WORKFLOWS_KEY, "versions", id] as const;

/** Null: there is no draft. */
export const draftQuery = (id: string) =>
  queryOptions({
    queryKey: draftKey(id),
    queryFn: async ({ signal }): Promise<Draft | null> => {
      try {
        const path = { id };
        return await answer(api.GET("/v1/workflows/{id}/draft", { params: { path }, signal }));
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
  });

export const draftChangesQuery = (id: string) =>
  queryOptions({
    queryKey: [...draftKey(id), "changes"],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/workflows/{id}/draft/changes", { params: { path: { id } }, signal })),
    staleTime: 0,
  });

export const versionsQuery = (id: string, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...versionsKey(id), "page", cursor ?? ""],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/v1/workflows/{id}/versions", {
          params: { path: { id }, query: cursor === undefined ? {} : { cursor } },
          signal,
        }),
      ),
  });

export const versionQuery = (id: string, n: number) =>
  queryOptions({
    queryKey: [...versionsKey(id), "one", n],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/workflows/{id}/versions/{n}", { params: { path: { id, n } }, signal })),
  });

/** Every list, archived ones included: a condition may still name one. */
export const allListsQuery = queryOptions({
  queryKey: ["lists", "every"],
  queryFn: async ({ signal }) => {
    const current = await everyList(undefined, signal);
    const archived = await everyList(true, signal);
    const ids = new Set(current.map(({ id }) => id));
    return [...current, ...archived.filter(({ id }) => !ids.has(id))];
  },
});

async function everyList(archived: true | undefined, signal: AbortSignal): Promise<List[]> {
  const found: List[] = [];
  let cursor: string | null | undefined;
  do {
    const query = {
      limit: PAGE,
      ...(archived ? { archived } : {}),
      ...(cursor ? { cursor } : {}),
    };
    const page = await answer(api.GET("/v1/lists", { params: { query }, signal }));
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}

export const pauseEffectQuery = (id: string) =>
  queryOptions({
    queryKey: [...WORKFLOWS_KEY, "pause_effect", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/workflows/{id}/pause_effect", { params: { path: { id } }, signal })),
    staleTime: 0,
  });

export interface RunFilter {
  version: number | undefined;
  route: string | undefined;
  cursor: string | undefined;
}

export const runsQuery = (workflow: string, { version, route, cursor }: RunFilter) =>
  queryOptions({
    queryKey: ["runs", workflow, version ?? null, route ?? null, cursor ?? null],
    queryFn: ({ signal }) => {
      const query = {
        workflow,
        ...(version === undefined ? {} : { version }),
        ...(route === undefined ? {} : { route }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      return answer(api.GET("/v1/runs", { params: { query }, signal }));
    },
  });

export const recentInquiriesQuery = queryOptions({
  queryKey: ["inquiries", "recent"],
  queryFn: ({ signal }) =>
    answer(api.GET("/v1/inquiries", { params: { query: { limit: 25 } }, signal })),
});

/** The engine's words for a text that is not saved. */
export const checkQuery = (text: JsonObject) =>
  queryOptions({
    queryKey: ["check", text],
    queryFn: ({ signal }) => {
      const document = text as unknown as WorkflowDocument;
      return answer(api.POST("/v1/workflows/check", { body: { document }, signal }));
    },
  });

export const tryInquiry = (text: JsonObject, inquiry: InquiryBody) => {
  const document = text as unknown as WorkflowDocument;
  return answer(api.POST("/v1/workflows/try", { body: { document, inquiry } }));
};

export const renameWorkflow = (id: string, name: string) =>
  answer(api.PATCH("/v1/workflows/{id}", { params: { path: { id } }, body: { name } }));

export const startWorkflow = (id: string, version: number) =>
  answer(api.POST("/v1/workflows/{id}/start", { params: { path: { id } }, body: { version } }));

export const pauseWorkflow = (id: string) =>
  answer(api.POST("/v1/workflows/{id}/pause", { params: { path: { id } } }));

export const archiveWorkflow = (id: string) =>
  answer(api.POST("/v1/workflows/{id}/archive", { params: { path: { id } } }));

export const publishDraft = (id: string, etag: string, note: string) =>
  answer(
    api.POST("/v1/workflows/{id}/publish", {
      params: { path: { id }, header: { "If-Match": ifMatch(etag) } },
      body: { note },
    }),
  );

export const discardDraft = (id: string, etag: string) =>
  done(
    api.DELETE("/v1/workflows/{id}/draft", {
      params: { path: { id }, header: { "If-Match": ifMatch(etag) } },
    }),
  );

/** `replace`: the etag of the draft that may be lost; null when there must be none. */
export const restoreVersion = (id: string, n: number, replace: string | null) =>
  answer(
    api.POST("/v1/workflows/{id}/versions/{n}/restore", {
      params: {
        path: { id, n },
        ...(replace === null
          ? {}
          : { query: { replace: true }, header: { "If-Match": ifMatch(replace) } }),
      },
    }),
  );
