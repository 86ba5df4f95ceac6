import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Preview } from "@/api/preview-types.ts";
import { cell, previewOf } from "../testing/knowing.ts";
import type { Subject } from "./context.ts";
import { EffectSpeaker } from "./EffectSpeaker.ts";
import { LatestAnswer, type Progress } from "./Latest.ts";

function asking<Q, A>() {
  const calls: {
    question: Q;
    signal: AbortSignal;
    part: (part: A, progress: Progress) => void;
    answer: (answer: A) => Promise<void>;
    fail: (error: unknown) => Promise<void>;
  }[] = [];
  let now = 0;
  const latest = new LatestAnswer<Q, A>({
    now: () => now,
    ask: (question, signal, part) =>
      new Promise((resolve, reject) => {
        const settle = async (done: () => void) => {
          done();
          await Promise.resolve();
          await Promise.resolve();
        };
        const answer = (found: A) => settle(() => resolve(found));
        const fail = (error: unknown) => settle(() => reject(error));
        calls.push({ question, signal, part, answer, fail });
      }),
  });
  const call = (index: number) => {
    const found = calls[index];
    if (!found) throw new Error(`no call ${index}`);
    return found;
  };
  return { latest, call, pass: (ms: number) => (now += ms) };
}

describe("LatestAnswer", () => {
  it("gives up the older question, and takes no answer to it", async () => {
    const { latest, call } = asking<string, number>();
    latest.ask("old");
    latest.ask("new");
    expect(call(0).signal.aborted).toBe(true);
    expect(call(1).signal.aborted).toBe(false);
    await call(0).answer(1);
    expect(latest.view()).toMatchObject({ answer: null, isWaiting: true });
    await call(1).answer(2);
    expect(latest.view()).toMatchObject({ answer: 2, of: "new", isWaiting: false });
  });

  it("keeps the last answer until the next is there, and when there is none", async () => {
    const { latest, call } = asking<string, number>();
    latest.ask("a");
    await call(0).answer(1);
    latest.ask("b");
    expect(latest.view()).toMatchObject({ answer: 1, of: "a", asked: "b", isWaiting: true });
    await call(1).fail("broken");
    expect(latest.view()).toMatchObject({ answer: 1, of: "a", error: "broken", isWaiting: false });
    latest.ask("c");
    await call(2).answer(3);
    expect(latest.view()).toMatchObject({ answer: 3, of: "c", error: null });
  });

  it("measures from the question to its answer", async () => {
    const { latest, call, pass } = asking<string, number>();
    pass(1000);
    latest.ask("a");
    pass(38);
    await call(0).answer(1);
    expect(latest.view()).toMatchObject({ tookMs: 38, askedAt: 1000 });
  });

  it("shows parts while it waits, of the newest question alone", () => {
    const { latest, call } = asking<string, number>();
    latest.ask("a");
    call(0).part(1, { considered: 10, of: 40 });
    expect(latest.view()).toMatchObject({ answer: 1, of: "a", isWaiting: true });
    latest.ask("b");
    call(0).part(2, { considered: 20, of: 40 });
    expect(latest.view().answer).toBe(1);
  });

  it("takes no part for the whole, whether the rest comes or not", async () => {
    const { latest, call } = asking<string, number>();
    latest.ask("a");
    call(0).part(1, { considered: 10, of: 40 });
    await call(0).fail("broken");
    const progress = { considered: 10, of: 40 };
    expect(latest.view()).toMatchObject({ answer: 1, of: "a", error: "broken", progress });
    latest.ask("a");
    await call(1).answer(4);
    expect(latest.view()).toMatchObject({ answer: 4, progress: null, error: null });
  });
});

describe("EffectSpeaker", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const subject = {} as Subject;
  const same = previewOf({ flow: [] });
  const swapped = previewOf({ flow: [cell("approve", "rt_b", "decline", "rt_a", 41)] });

  async function speaking() {
    const { latest, call } = asking<Subject, Preview>();
    const said: string[] = [];
    const speaker = new EffectSpeaker(latest);
    speaker.listen((message) => said.push(message));
    latest.ask(subject);
    await call(0).answer(same);
    return { latest, call, said, speaker };
  }

  it("says a move once, with what it changes", async () => {
    const { latest, call, said, speaker } = await speaking();
    latest.ask(subject);
    speaker.say("Blocked IPs is now 2 of 7");
    expect(said).toEqual([]);
    await call(1).answer(swapped);
    expect(said).toEqual([
      "Blocked IPs is now 2 of 7; 41 inquiries change from approve to decline",
    ]);
  });

  it("says the move first where counting takes long", async () => {
    const { latest, call, said, speaker } = await speaking();
    latest.ask(subject);
    speaker.say("Moved");
    vi.advanceTimersByTime(1000);
    await call(1).answer(same);
    expect(said).toEqual(["Moved", "Moved; no decision changes"]);
  });

  it("says the last of several moves, measured from before the first", async () => {
    const { latest, call, said, speaker } = await speaking();
    latest.ask(subject);
    speaker.say("One");
    latest.ask(subject);
    speaker.say("Two");
    await call(2).answer(swapped);
    vi.advanceTimersByTime(5000);
    expect(said).toEqual(["Two; 41 inquiries change from approve to decline"]);
  });

  it("measures a drag from before it began", async () => {
    const { latest, call, said, speaker } = await speaking();
    speaker.hold(true);
    latest.ask(subject);
    await call(1).answer(swapped);
    speaker.hold(true);
    latest.ask(subject);
    speaker.say("Dropped");
    await call(2).answer(swapped);
    expect(said).toEqual(["Dropped; 41 inquiries change from approve to decline"]);
  });

  it("says the move alone where nothing could be counted", async () => {
    const { latest, call, said, speaker } = await speaking();
    latest.ask(subject);
    speaker.say("Moved");
    await call(1).fail(new Error("no"));
    expect(said).toEqual(["Moved"]);
  });
});
