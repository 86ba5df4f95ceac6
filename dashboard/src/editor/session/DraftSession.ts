// One draft being edited: its text, its steps, and what the server said about the text last saved.
// Lives outside React, so that saving goes on when the page is left and steps survive a change of tab.
import type { Draft } from "@/api/types.ts";
import {
  type EditHistory,
  perform,
  redo,
  renameThroughout,
  seal,
  startHistory,
  undo,
} from "../model/history.ts";
import { type IdSource, randomIds } from "../model/ids.ts";
import type { JsonObject, JsonValue, WorkflowModel } from "../model/model.ts";
import type { Operation, ReplaceReason } from "../model/operations.ts";
import { readDocument } from "../model/read.ts";
import { placeRemarks, placeSentences, type Remarks } from "../model/remarks.ts";
import {
  isSameText,
  isSettled,
  nextSaving,
  type Refusal,
  type Saving,
  type SavingEffect,
  type SavingEvent,
} from "../model/saving.ts";
import { writeDocument } from "../model/write.ts";

export type PutAnswer =
  | { readonly kind: "kept"; readonly draft: Draft }
  | { readonly kind: "stale" }
  | { readonly kind: "failed" }
  | { readonly kind: "refused"; readonly refusal: Refusal };

export type LookAnswer =
  | { readonly kind: "found"; readonly draft: Draft | null }
  | { readonly kind: "failed" };

/** The way to the server, and the clock. */
export interface DraftPort {
  put(text: JsonObject, etag: string | null): Promise<PutAnswer>;
  look(): Promise<LookAnswer>;
  wait(milliseconds: number, then: () => void): void;
}

export interface SessionView {
  readonly history: EditHistory;
  readonly saving: Saving;
  readonly remarks: Remarks;
  /** The engine's sentences, by route id and by condition key. */
  readonly sentences: ReadonlyMap<string, string>;
  readonly everythingElseSentence: string;
  /** What stands on the server during a conflict. */
  readonly theirs: Draft | null;
  /** Who replaced the text while nothing here was unsaved; null once noticed. */
  readonly changedBy: string | null;
  /** What is being typed as text and is not part of the draft yet. */
  readonly held: HeldText | null;
}

/**
 * A text beside the draft: on its way into it, or kept out because it cannot be read, the server does not answer,
 * or the draft was changed elsewhere meanwhile.
 */
export interface HeldText {
  readonly kind: "reading" | "broken" | "unreachable" | "overtaken";
  /** Puts it aside: the first step of undo while the text is on the screen. */
  readonly putAside: (() => void) | null;
}

export class DraftSession {
  readonly ids: IdSource;
  readonly #port: DraftPort;
  readonly #listeners = new Set<() => void>();
  /** The model whose text is on its way, to pin the answer's pointers to. */
  #sent: WorkflowModel;
  #view: SessionView;

  constructor(draft: Draft, port: DraftPort, ids: IdSource = randomIds()) {
    this.ids = ids;
    this.#port = port;
    const model = readDocument(asJson(draft), ids);
    this.#sent = model;
    this.#view = {
      history: startHistory(model),
      saving: { kind: "saved", etag: draft.etag, at: draft.updated_at },
      theirs: null,
      changedBy: null,
      held: null,
      ...placed(model, draft),
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): SessionView => this.#view;

  get model(): WorkflowModel {
    return this.#view.history.present;
  }

  /** The document as it would be saved now. */
  text(): JsonObject {
    return writeDocument(this.model);
  }

  get isSettled(): boolean {
    return isSettled(this.#view.saving) && this.#view.held === null;
  }

  /** Says that a text is being typed beside the draft; null once it is part of it, or given up. */
  hold(held: HeldText | null): void {
    const { held: before } = this.#view;
    const isSame = held?.kind === before?.kind && held?.putAside === before?.putAside;
    if (!isSame) this.#set({ held });
  }

  perform(operation: Operation): void {
    this.#edit((history) => perform(history, operation));
  }

  undo(): void {
    const putAside = this.#view.held?.putAside;
    if (putAside) putAside();
    else this.#edit(undo);
  }

  redo(): void {
    // Beside a text that is being typed there is nothing ahead.
    if (!this.#view.held?.putAside) this.#edit(redo);
  }

  /** Ends the current step: called when a field is left. */
  seal(): void {
    const history = seal(this.#view.history);
    if (history !== this.#view.history) this.#set({ history });
  }

  retry(): void {
    this.#take({ kind: "retry" });
  }

  /** The other text becomes the step before, so that undo brings it up. */
  keepMine(): void {
    const { theirs } = this.#view;
    const mine = this.model;
    if (theirs) this.#replace(this.#read(theirs), "changed_elsewhere");
    this.#rename(this.model.head.name, mine.head.name);
    this.#replace(mine, "mine");
    this.#sent = mine;
    this.#take({ kind: "keep_mine" });
    this.#set({ theirs: null });
  }

  /** My text stays the step before, so that undo brings it back. */
  takeTheirs(): void {
    const { theirs } = this.#view;
    if (!theirs) return;
    this.#adopt(theirs, "theirs");
    this.#take({ kind: "use_theirs" });
    this.#set({ theirs: null });
  }

  /** The draft is gone and so is what was typed here: whoever shows this session may drop it. */
  letGo(): void {
    this.#take({ kind: "let_go", at: new Date().toISOString() });
  }

  /** A newer text found by the way, while everything here is saved. */
  adoptNewer(draft: Draft): void {
    const { saving } = this.#view;
    if (saving.kind !== "saved" || saving.etag === draft.etag) return;
    if (Date.parse(draft.updated_at) < Date.parse(saving.at)) return;
    this.#rename(this.model.head.name, asJson(draft).name);
    const isRenameOnly = isSameText(this.text(), asJson(draft));
    if (!isRenameOnly) this.#adopt(draft, "changed_elsewhere");
    this.#set({
      saving: { kind: "saved", etag: draft.etag, at: draft.updated_at },
      changedBy: isRenameOnly ? this.#view.changedBy : draft.updated_by.name,
    });
  }

  noticeChange(): void {
    this.#set({ changedBy: null });
  }

  #adopt(draft: Draft, reason: ReplaceReason): void {
    const model = this.#read(draft);
    this.#rename(this.model.head.name, model.head.name);
    this.#replace(model, reason);
    this.#sent = model;
    this.#set(placed(model, draft));
  }

  /** A name given elsewhere holds for every step; one typed into the text is a step like any other. */
  #rename(before: JsonValue | undefined, after: JsonValue | undefined): void {
    if (before === after) return;
    this.#set({ history: renameThroughout(this.#view.history, after) });
  }

  #read(draft: Draft): WorkflowModel {
    return readDocument(asJson(draft), this.ids);
  }

  #replace(model: WorkflowModel, reason: ReplaceReason): void {
    const operation = { kind: "replace_all", model, reason } as const;
    this.#set({ history: seal(perform(this.#view.history, operation)) });
  }

  #edit(change: (history: EditHistory) => EditHistory): void {
    const before = this.#view.history;
    const history = change(before);
    if (history === before) return;
    this.#set({ history });
    if (history.present === before.present) return;
    this.#take({ kind: "changed", text: this.text() });
  }

  #take(event: SavingEvent): void {
    const { state, effects } = nextSaving(this.#view.saving, event);
    this.#set({ saving: state });
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: SavingEffect): void {
    switch (effect.kind) {
      case "put":
        // Whatever goes out is the newest text, so the present model is the one it was written from.
        this.#sent = this.model;
        void this.#port.put(effect.text, effect.etag).then((answer) => this.#onPut(answer));
        return;
      case "look":
        void this.#port.look().then((answer) => this.#onLook(answer));
        return;
      case "wait":
        this.#port.wait(effect.milliseconds, () => this.retry());
        return;
    }
  }

  #onPut(answer: PutAnswer): void {
    if (answer.kind !== "kept") {
      this.#take(answer);
      return;
    }
    const { draft } = answer;
    this.#set(placed(this.#sent, draft));
    this.#take({ kind: "succeeded", etag: draft.etag, at: draft.updated_at });
  }

  #onLook(answer: LookAnswer): void {
    if (answer.kind === "failed") {
      this.#take(answer);
      return;
    }
    const { draft } = answer;
    this.#set({ theirs: draft });
    this.#take({
      kind: "found",
      theirs: draft && {
        document: asJson(draft),
        etag: draft.etag,
        updatedAt: draft.updated_at,
        updatedBy: draft.updated_by.name,
      },
    });
    if (this.#view.saving.kind !== "conflict") this.#set({ theirs: null });
  }

  #set(change: Partial<SessionView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function placed(
  model: WorkflowModel,
  draft: Draft,
): Pick<SessionView, "remarks" | "sentences" | "everythingElseSentence"> {
  return {
    remarks: placeRemarks(model, draft.diagnostics),
    sentences: placeSentences(model, draft.explanation.routes),
    everythingElseSentence: draft.explanation.everything_else.sentence,
  };
}

/** The contract's type of the document is narrower than what a newer release may keep in it. */
function asJson(draft: Pick<Draft, "document">): JsonObject {
  return draft.document as unknown as JsonObject;
}
