// The texts that are open in this tab, one beside each session: a text that cannot be read yet outlives a change of view.
import { answer, api } from "@/api/client.ts";
import type { WorkflowDocument } from "@/api/types.ts";
import type { JsonObject } from "../model/model.ts";
import type { DraftSession } from "../session/DraftSession.ts";
import { type CheckAnswer, TextDraft } from "./TextDraft.ts";

const texts = new WeakMap<DraftSession, TextDraft>();

export function textDraftOf(session: DraftSession): TextDraft {
  const known = texts.get(session);
  if (known) return known;
  const text = new TextDraft(session, { check, wait: (ms, then) => void setTimeout(then, ms) });
  texts.set(session, text);
  return text;
}

async function check(text: JsonObject): Promise<CheckAnswer> {
  const document = text as unknown as WorkflowDocument;
  try {
    const checked = await answer(api.POST("/v1/workflows/check", { body: { document } }));
    return {
      kind: "checked",
      isReadable: checked.readable,
      diagnostics: checked.diagnostics,
    };
  } catch {
    return { kind: "failed" };
  }
}
