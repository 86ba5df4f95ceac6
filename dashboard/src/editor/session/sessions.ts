// The drafts that are open in this tab, one session per workflow.
import type { QueryClient } from "@tanstack/react-query";
import { answer, api, ifMatch } from "@/api/client.ts";
import { ApiError } from "@/api/problem.ts";
import { WORKFLOWS_KEY, workflowQuery } from "@/api/queries/workflows.ts";
import type { Draft, WorkflowDocument } from "@/api/types.ts";
import type { JsonObject } from "../model/model.ts";
import { draftKey, draftQuery } from "../queries.ts";
import { DraftSession, type LookAnswer, type PutAnswer } from "./DraftSession.ts";

const sessions = new Map<string, DraftSession>();

/**
 * The session for this draft. One that is still saving is kept whatever was fetched meanwhile; a settled
 * one is kept, steps and all, and takes over a newer text as a step of its own.
 */
export function sessionFor(workflow: string, draft: Draft, queries: QueryClient): DraftSession {
  const known = sessions.get(workflow);
  if (known) return known;
  const session = new DraftSession(draft, draftPort(workflow, queries));
  sessions.set(workflow, session);
  return session;
}

export function knownSession(workflow: string): DraftSession | undefined {
  return sessions.get(workflow);
}

/** After publishing or discarding, the next draft starts without the steps of the last. */
export function forgetSession(workflow: string): void {
  sessions.delete(workflow);
}

export function hasUnsavedWork(): boolean {
  return [...sessions.values()].some((session) => !session.isSettled);
}

function draftPort(workflow: string, queries: QueryClient) {
  const key = draftKey(workflow);
  return {
    async put(text: JsonObject, etag: string | null): Promise<PutAnswer> {
      // An answer that was asked for before this save must not come in after it.
      await queries.cancelQueries({ queryKey: key, exact: true });
      try {
        const draft = await putDraft(workflow, text, etag);
        await queries.cancelQueries({ queryKey: key, exact: true });
        queries.setQueryData(key, draft);
        // A draft made anew: the workflow must know of it before the page asks whether there is one.
        if (etag === null)
          await queries.refetchQueries({ queryKey: workflowQuery(workflow).queryKey });
        else void queries.invalidateQueries({ queryKey: WORKFLOWS_KEY, refetchType: "none" });
        return { kind: "kept", draft };
      } catch (error) {
        return refusalOf(error);
      }
    },
    async look(): Promise<LookAnswer> {
      try {
        const draft = await queries.fetchQuery({ ...draftQuery(workflow), staleTime: 0 });
        // Published or discarded: the rest of the page should know as well.
        if (!draft) void queries.invalidateQueries({ queryKey: workflowQuery(workflow).queryKey });
        return { kind: "found", draft };
      } catch {
        return { kind: "failed" };
      }
    },
    wait(milliseconds: number, then: () => void): void {
      setTimeout(then, milliseconds);
    },
  };
}

function putDraft(id: string, text: JsonObject, etag: string | null): Promise<Draft> {
  const header = etag === null ? { "If-None-Match": "*" } : { "If-Match": ifMatch(etag) };
  const body = text as unknown as WorkflowDocument;
  return answer(api.PUT("/v1/workflows/{id}/draft", { params: { path: { id }, header }, body }));
}

function refusalOf(error: unknown): PutAnswer {
  if (!(error instanceof ApiError)) return { kind: "failed" };
  const { status, code, detail, title } = error;
  if (status === 412) return { kind: "stale" };
  const mayPass = status === 0 || status === 429 || status >= 500;
  if (mayPass) return { kind: "failed" };
  const first = error.fields[0];
  const where = first ? `${first.pointer}: ${first.detail}` : detail || title;
  return { kind: "refused", refusal: { code, detail: where } };
}
