// The editor's conditions are edited within a draft. Here the draft is one route that nobody keeps: each change is
// checked by the server, so that remarks are the same as in a workflow.
import { answer, api } from "@/api/client.ts";
import type { Condition, Draft, WorkflowDocument } from "@/api/types.ts";
import type { JsonObject } from "@/editor/model/model.ts";
import { DraftSession, type PutAnswer } from "@/editor/session/DraftSession.ts";

export const WHOM = "rt_whom";

const documentOf = (whom: Condition | null): WorkflowDocument => ({
  format: 1,
  name: "Invariant",
  event: "inquiry.completed",
  routes: [
    {
      id: WHOM,
      name: "Invariant",
      if: whom ?? { all: [] },
      then: [{ action: "do_nothing" }],
    },
  ],
  everything_else: [{ action: "do_nothing" }],
});

function draftOf(document: WorkflowDocument, turn: number): Draft {
  return {
    document,
    etag: String(turn),
    updated_at: new Date().toISOString(),
    updated_by: { type: "member", id: "", name: "" },
    base_version: null,
    diagnostics: [],
    invariants: [],
    explanation: { routes: [], everything_else: { sentence: "" } },
    readable: true,
  };
}

export function whomSession(whom: Condition | null): DraftSession {
  let turn = 0;
  return new DraftSession(draftOf(documentOf(whom), turn), {
    async put(text: JsonObject): Promise<PutAnswer> {
      const document = text as unknown as WorkflowDocument;
      try {
        const { diagnostics, explanation } = await answer(
          api.POST("/v1/workflows/check", { body: { document } }),
        );
        turn += 1;
        return { kind: "kept", draft: { ...draftOf(document, turn), diagnostics, explanation } };
      } catch {
        return { kind: "failed" };
      }
    },
    look: () => Promise.resolve({ kind: "failed" }),
    wait(milliseconds: number, then: () => void): void {
      setTimeout(then, milliseconds);
    },
  });
}

/** The condition as it stands now; `undefined` if there is none. */
export function whomOf(session: DraftSession): Condition | undefined {
  return (session.text() as unknown as WorkflowDocument).routes[0]?.if;
}
