// Asks one question again and again while its subject is being edited: only the newest one matters, the older are
// given up, and the last answer stays until the next is there. Lives outside React, so that asking waits for no render.

/** How far an answer has come. */
export interface Progress {
  readonly considered: number;
  readonly of: number;
}

export interface Latest<Q, A> {
  /** The last answer, whatever it answers. */
  readonly answer: A | null;
  /** Where `answer` is a part: how big a part. It stays one if the rest never comes. */
  readonly progress: Progress | null;
  /** What `answer` answers. */
  readonly of: Q | null;
  /** The newest question. */
  readonly asked: Q | null;
  /** Why the newest question has no answer. */
  readonly error: unknown;
  readonly isWaiting: boolean;
  /** From the newest answered question to its answer. */
  readonly tookMs: number | null;
  /** When that question was asked, as `performance.now()`. */
  readonly askedAt: number;
}

type OnPart<A> = (part: A, progress: Progress) => void;

export interface Asking<Q, A> {
  ask(question: Q, signal: AbortSignal, onPart: OnPart<A>): Promise<A>;
  now(): number;
}

export class LatestAnswer<Q, A> {
  readonly #port: Asking<Q, A>;
  readonly #listeners = new Set<() => void>();
  #running: AbortController | null = null;
  #view: Latest<Q, A> = {
    answer: null,
    progress: null,
    of: null,
    asked: null,
    error: null,
    isWaiting: false,
    tookMs: null,
    askedAt: 0,
  };

  constructor(port: Asking<Q, A>) {
    this.#port = port;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): Latest<Q, A> => this.#view;

  ask(question: Q): void {
    this.#running?.abort();
    const running = new AbortController();
    this.#running = running;
    const askedAt = this.#port.now();
    this.#set({ asked: question, isWaiting: true, askedAt });
    const isNewest = () => this.#running === running;
    const onPart: OnPart<A> = (answer, progress) => {
      if (isNewest()) this.#set({ answer, progress, of: question });
    };
    this.#port.ask(question, running.signal, onPart).then(
      (answer) => {
        if (!isNewest()) return;
        const tookMs = this.#port.now() - askedAt;
        const done = { answer, progress: null, of: question, error: null };
        this.#set({ ...done, isWaiting: false, tookMs });
      },
      (error: unknown) => {
        if (isNewest()) this.#set({ error, isWaiting: false });
      },
    );
  }

  /** Nobody looks any more. */
  stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#set({ isWaiting: false });
  }

  #set(change: Partial<Latest<Q, A>>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }
}
