/**
 * Saving as a state machine: every change goes out at once, one request is in flight at a time, the
 * newest text wins, and a text that someone else has changed meanwhile is never overwritten unseen.
 *
 * Pure: it answers with the effects it wants; `DraftSession` carries them out.
 */
import type { JsonObject } from "./model.ts";

/** What the server keeps. `null` in its place means: there is no draft any more. */
export interface SavedDraft {
  readonly document: JsonObject;
  readonly etag: string;
  readonly updatedAt: string;
  readonly updatedBy: string | null;
}

export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

/** Texts that were sent and never answered: one of them may stand on the server. */
type Unanswered = readonly JsonObject[];

interface Sending {
  readonly kind: "saving";
  readonly etag: string | null;
  readonly sent: JsonObject;
  readonly newer: JsonObject | null;
  readonly attempt: number;
  readonly unanswered: Unanswered;
}

/** The network or the server failed: the text waits here and goes out again by itself. */
interface Waiting {
  readonly kind: "waiting";
  readonly etag: string | null;
  readonly text: JsonObject;
  readonly attempt: number;
  readonly unanswered: Unanswered;
}

export type Saving =
  | { readonly kind: "saved"; readonly etag: string; readonly at: string }
  | Sending
  | Waiting
  /** The server will not keep this text (signed out, no right, not a document): a new try by hand. */
  | {
      readonly kind: "refused";
      readonly etag: string | null;
      readonly text: JsonObject;
      readonly refusal: Refusal;
    }
  /** 412, and what stands there now is being fetched. */
  | { readonly kind: "looking"; readonly mine: JsonObject; readonly unanswered: Unanswered }
  | { readonly kind: "conflict"; readonly mine: JsonObject; readonly theirs: SavedDraft | null };

export type SavingEvent =
  | { kind: "changed"; text: JsonObject }
  | { kind: "succeeded"; etag: string; at: string }
  | { kind: "failed" }
  | { kind: "refused"; refusal: Refusal }
  | { kind: "stale" }
  | { kind: "found"; theirs: SavedDraft | null }
  | { kind: "retry" }
  | { kind: "keep_mine" }
  | { kind: "use_theirs" }
  /** My text is given up and nothing stands in its place; `at` is now. */
  | { kind: "let_go"; at: string };

export type SavingEffect =
  /** `etag` null: there must be no draft yet (`If-None-Match: *`). */
  | { kind: "put"; text: JsonObject; etag: string | null }
  | { kind: "look" }
  | { kind: "wait"; milliseconds: number };

export interface SavingTurn {
  readonly state: Saving;
  readonly effects: readonly SavingEffect[];
}

const FIRST_WAIT_MILLISECONDS = 1_000;
const LONGEST_WAIT_MILLISECONDS = 30_000;

export function nextSaving(state: Saving, event: SavingEvent): SavingTurn {
  switch (event.kind) {
    case "changed":
      return changed(state, event.text);
    case "succeeded":
      return succeeded(state, event.etag, event.at);
    case "failed":
      return failed(state);
    case "refused":
      return refused(state, event.refusal);
    case "stale":
      return state.kind === "saving"
        ? turn(
            { kind: "looking", mine: latest(state), unanswered: state.unanswered },
            { kind: "look" },
          )
        : turn(state);
    case "found":
      return found(state, event.theirs);
    case "retry":
      return retry(state);
    case "keep_mine":
      return state.kind === "conflict" ? send(state.theirs?.etag ?? null, state.mine) : turn(state);
    case "use_theirs":
      return state.kind === "conflict" && state.theirs
        ? turn({ kind: "saved", etag: state.theirs.etag, at: state.theirs.updatedAt })
        : turn(state);
    case "let_go":
      return state.kind === "conflict" && !state.theirs
        ? turn({ kind: "saved", etag: "", at: event.at })
        : turn(state);
  }
}

/** Nothing on this screen would be lost by leaving it now. */
export function isSettled(state: Saving): boolean {
  return state.kind === "saved";
}

function changed(state: Saving, text: JsonObject): SavingTurn {
  switch (state.kind) {
    case "saved":
      return send(state.etag, text);
    case "saving":
      return turn({ ...state, newer: text });
    case "waiting":
      // The wait goes on; what goes out at its end is the newest text.
      return turn({ ...state, text });
    case "refused":
      return send(state.etag, text);
    case "looking":
    case "conflict":
      return turn({ ...state, mine: text });
  }
}

function succeeded(state: Saving, etag: string, at: string): SavingTurn {
  if (state.kind !== "saving") return turn(state);
  return state.newer ? send(etag, state.newer) : turn({ kind: "saved", etag, at });
}

function failed(state: Saving): SavingTurn {
  switch (state.kind) {
    case "saving":
      return wait(state);
    case "looking":
      // Asking again tells the same story: the stale etag is answered with 412 once more.
      return turn(state, { kind: "wait", milliseconds: FIRST_WAIT_MILLISECONDS });
    case "saved":
    case "waiting":
    case "refused":
    case "conflict":
      return turn(state);
  }
}

function refused(state: Saving, refusal: Refusal): SavingTurn {
  if (state.kind !== "saving") return turn(state);
  // A newer text may well be fine where the older one was not.
  if (state.newer) return send(state.etag, state.newer);
  return turn({ kind: "refused", etag: state.etag, text: state.sent, refusal });
}

function found(state: Saving, theirs: SavedDraft | null): SavingTurn {
  if (state.kind !== "looking") return turn(state);
  if (theirs && isSameText(theirs.document, state.mine)) {
    return turn({ kind: "saved", etag: theirs.etag, at: theirs.updatedAt });
  }
  // The answer to an earlier try was lost on the way: it is our own older text that stands there.
  if (theirs && state.unanswered.some((text) => isSameText(theirs.document, text))) {
    return send(theirs.etag, state.mine);
  }
  return turn({ kind: "conflict", mine: state.mine, theirs });
}

function retry(state: Saving): SavingTurn {
  switch (state.kind) {
    case "waiting": {
      const { etag, text, attempt, unanswered } = state;
      return turn(
        { kind: "saving", etag, sent: text, newer: null, attempt, unanswered },
        { kind: "put", text, etag },
      );
    }
    case "refused":
      return send(state.etag, state.text);
    case "looking":
      return turn(state, { kind: "look" });
    case "saved":
    case "saving":
    case "conflict":
      return turn(state);
  }
}

function send(etag: string | null, text: JsonObject): SavingTurn {
  return turn(
    { kind: "saving", etag, sent: text, newer: null, attempt: 0, unanswered: [] },
    { kind: "put", text, etag },
  );
}

function wait(state: Sending): SavingTurn {
  const { etag, attempt } = state;
  const doubled = FIRST_WAIT_MILLISECONDS * 2 ** Math.min(attempt, 10);
  const milliseconds = Math.min(doubled, LONGEST_WAIT_MILLISECONDS);
  const unanswered = [...state.unanswered, state.sent];
  const text = latest(state);
  return turn(
    { kind: "waiting", etag, text, attempt: attempt + 1, unanswered },
    { kind: "wait", milliseconds },
  );
}

function latest(state: Sending): JsonObject {
  return state.newer ?? state.sent;
}

function turn(state: Saving, ...effects: SavingEffect[]): SavingTurn {
  return { state, effects };
}

/** Equal as JSON, whatever the order of keys. */
export function isSameText(left: unknown, right: unknown): boolean {
  return JSON.stringify(sorted(left)) === JSON.stringify(sorted(right));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
