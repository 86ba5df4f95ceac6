// Asks again by itself where the server says "not now": it works out who is on a list, or is busy with others.
import { ApiError } from "./problem.ts";

/** From one try to the next: soon at first, then so that nobody is in the way. */
const PAUSES_MS = [500, 1000, 2000];
const LONGEST_PAUSE_MS = 4000;
/** After so many tries the person decides… */
const MOST_TRIES = 30;
/** … and sooner where nobody is there to answer. */
const MOST_TRIES_UNREACHABLE = 3;

export async function patiently<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (signal.aborted || tries + 1 >= mostTries(error)) throw error;
      await pause(PAUSES_MS[tries] ?? LONGEST_PAUSE_MS, signal);
    }
  }
}

function mostTries(error: unknown): number {
  if (!(error instanceof ApiError)) return 1;
  // Busy, or another tab with the same session asked while this one waited.
  if (error.status === 503 || error.code === "superseded") return MOST_TRIES;
  return error.status === 0 || error.status === 502 ? MOST_TRIES_UNREACHABLE : 1;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", giveUp);
      resolve();
    }, ms);
    signal.addEventListener("abort", giveUp, { once: true });
  });
}
