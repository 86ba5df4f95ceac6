import { describe, expect, it } from "vitest";
import { dice } from "../testing/random.ts";
import type { JsonObject } from "./model.ts";
import {
  isSettled,
  nextSaving,
  type Saving,
  type SavingEffect,
  type SavingEvent,
} from "./saving.ts";

const START: Saving = { kind: "saved", etag: "e0", at: "2026-11-22T10:00:00Z" };
const text = (n: number): JsonObject => ({ format: 1, n });
const theirs = (n: number, etag: string) => ({
  document: text(n),
  etag,
  updatedAt: "2026-11-22T10:42:07Z",
  updatedBy: "Anna",
});

function play(events: readonly SavingEvent[], from: Saving = START) {
  let state = from;
  const effects: SavingEffect[] = [];
  for (const event of events) {
    const turn = nextSaving(state, event);
    state = turn.state;
    effects.push(...turn.effects);
  }
  return { state, effects };
}

const changed = (n: number): SavingEvent => ({ kind: "changed", text: text(n) });
const ok = (etag: string): SavingEvent => ({ kind: "succeeded", etag, at: "2026-11-22T10:42:07Z" });

describe("saving", () => {
  it("sends a change at once with the last etag", () => {
    const { state, effects } = play([changed(1)]);
    expect(effects).toEqual([{ kind: "put", text: text(1), etag: "e0" }]);
    expect(isSettled(state)).toBe(false);
  });

  it("keeps one request in flight and sends only the newest text after it", () => {
    const { state, effects } = play([changed(1), changed(2), changed(3), ok("e1")]);
    expect(effects).toEqual([
      { kind: "put", text: text(1), etag: "e0" },
      { kind: "put", text: text(3), etag: "e1" },
    ]);
    expect(play([ok("e2")], state).state).toEqual({
      kind: "saved",
      etag: "e2",
      at: "2026-11-22T10:42:07Z",
    });
  });

  it("waits longer after each failure, and sends the newest text", () => {
    const { state, effects } = play([
      changed(1),
      { kind: "failed" },
      changed(2),
      { kind: "retry" },
      { kind: "failed" },
      { kind: "retry" },
    ]);
    expect(effects).toEqual([
      { kind: "put", text: text(1), etag: "e0" },
      { kind: "wait", milliseconds: 1_000 },
      { kind: "put", text: text(2), etag: "e0" },
      { kind: "wait", milliseconds: 2_000 },
      { kind: "put", text: text(2), etag: "e0" },
    ]);
    expect(state.kind).toBe("saving");
  });

  it("keeps both texts when someone else was faster", () => {
    const { state, effects } = play([
      changed(1),
      { kind: "stale" },
      changed(2),
      { kind: "found", theirs: theirs(9, "e9") },
    ]);
    expect(effects.at(-1)).toEqual({ kind: "look" });
    expect(state).toEqual({ kind: "conflict", mine: text(2), theirs: theirs(9, "e9") });
  });

  it("saves nothing during a conflict but keeps what is typed", () => {
    const conflict: Saving = { kind: "conflict", mine: text(1), theirs: theirs(9, "e9") };
    const { state, effects } = play([changed(2)], conflict);
    expect(effects).toEqual([]);
    expect(state).toEqual({ ...conflict, mine: text(2) });
  });

  it("keep mine writes over the text that was shown, and no other", () => {
    const conflict: Saving = { kind: "conflict", mine: text(1), theirs: theirs(9, "e9") };
    expect(play([{ kind: "keep_mine" }], conflict).effects).toEqual([
      { kind: "put", text: text(1), etag: "e9" },
    ]);
    const gone: Saving = { kind: "conflict", mine: text(1), theirs: null };
    expect(play([{ kind: "keep_mine" }], gone).effects).toEqual([
      { kind: "put", text: text(1), etag: null },
    ]);
  });

  it("use theirs ends with their etag and sends nothing", () => {
    const conflict: Saving = { kind: "conflict", mine: text(1), theirs: theirs(9, "e9") };
    const { state, effects } = play([{ kind: "use_theirs" }], conflict);
    expect(effects).toEqual([]);
    expect(state).toMatchObject({ kind: "saved", etag: "e9" });
  });

  it("lets mine go only where there is nothing of theirs to be lost", () => {
    const letGo: SavingEvent = { kind: "let_go", at: "2026-11-22T10:43:00Z" };
    const gone: Saving = { kind: "conflict", mine: text(1), theirs: null };
    expect(play([letGo], gone)).toMatchObject({ state: { kind: "saved" }, effects: [] });
    const conflict: Saving = { kind: "conflict", mine: text(1), theirs: theirs(9, "e9") };
    expect(play([letGo], conflict).state).toBe(conflict);
  });

  it("recognises its own text after an answer was lost on the way", () => {
    const lost: SavingEvent[] = [
      changed(1),
      { kind: "failed" },
      { kind: "retry" },
      { kind: "stale" },
    ];
    const same = play([...lost, { kind: "found", theirs: theirs(1, "e1") }]);
    expect(same.state).toMatchObject({ kind: "saved", etag: "e1" });
    const newer = play([
      changed(1),
      { kind: "failed" },
      changed(2),
      { kind: "retry" },
      { kind: "stale" },
    ]);
    const found = play([{ kind: "found", theirs: theirs(1, "e1") }], newer.state);
    expect(found.effects).toEqual([{ kind: "put", text: text(2), etag: "e1" }]);
  });

  it("a refused text waits for a person, or for the next change", () => {
    const refusal = { code: "forbidden", detail: "no" };
    const { state } = play([changed(1), { kind: "refused", refusal }]);
    expect(state).toMatchObject({ kind: "refused", text: text(1), refusal });
    expect(play([{ kind: "retry" }], state).effects).toHaveLength(1);
    expect(play([changed(2)], state).effects).toEqual([{ kind: "put", text: text(2), etag: "e0" }]);
  });
});

describe("any order of events", () => {
  const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

  it.each(SEEDS)("loses no text and never has two requests in flight, seed %i", (seed) => {
    const roll = dice(seed);
    let state = START as Saving;
    const shown = new Set<unknown>();
    let server = { etag: "e0", document: text(0) };
    let newest = text(0);
    let inFlight: { text: JsonObject; etag: string | null } | "look" | null = null;
    let serial = 0;
    const take = (event: SavingEvent) => {
      const turn = nextSaving(state, event);
      state = turn.state;
      for (const effect of turn.effects) {
        if (effect.kind === "wait") continue;
        expect(inFlight).toBeNull();
        inFlight = effect.kind === "put" ? effect : "look";
      }
    };
    const write = (document: JsonObject) => {
      serial += 1;
      server = { etag: `s${serial}`, document };
      return server.etag;
    };
    const respond = (isLossy: boolean) => {
      const request = inFlight;
      if (request === null) return take({ kind: "retry" });
      inFlight = null;
      if (request === "look") {
        const draft = { ...server, updatedAt: "t", updatedBy: null };
        return take(isLossy ? { kind: "failed" } : { kind: "found", theirs: draft });
      }
      const isCurrent = request.etag === server.etag;
      // A text by someone else is written over only after it was on the screen.
      const isForeign = "foreign" in server.document && server.etag !== "e0";
      if (isCurrent && isForeign) expect(shown).toContain(server.document);
      const etag = isCurrent ? write(request.text) : "";
      if (isLossy) return take({ kind: "failed" });
      return take(isCurrent ? { kind: "succeeded", etag, at: "t" } : { kind: "stale" });
    };
    for (let step = 0; step < 60; step += 1) {
      const action = roll.below(10);
      if (action < 4) {
        newest = { format: 1, n: step + 1 };
        take({ kind: "changed", text: newest });
      } else if (action === 9) write({ format: 1, foreign: step });
      else respond(action === 8);
      if (state.kind === "conflict") {
        expect(state.mine).toEqual(newest);
        shown.add(state.theirs?.document);
        if (roll.below(2) === 0) take({ kind: "keep_mine" });
      }
    }
    for (let step = 0; step < 20 && !isSettled(state); step += 1) {
      if (state.kind !== "conflict") respond(false);
      else {
        shown.add(state.theirs?.document);
        take({ kind: "keep_mine" });
      }
    }
    expect(isSettled(state)).toBe(true);
    if (serial > 0 && !("foreign" in server.document)) expect(server.document).toEqual(newest);
  });
});
