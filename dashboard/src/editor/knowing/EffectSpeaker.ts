// Says a change to who listens once its counts are there: `Blocked IPs is now 2 of 7; 41 inquiries change from approve
// to decline`. Where counting takes long, the change is said first and then again with its effect.
import type { Preview } from "@/api/preview-types.ts";
import { strings } from "@/strings/index.ts";
import type { Subject } from "./context.ts";
import type { LatestAnswer } from "./Latest.ts";
import { effectPhrase } from "./model/announce.ts";

const PATIENCE_MS = 700;

interface Unsaid {
  readonly said: string;
  readonly before: Preview | null;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class EffectSpeaker {
  readonly #preview: LatestAnswer<Subject, Preview>;
  #announce: (message: string) => void = () => {};
  #unsaid: Unsaid | null = null;
  #held: Preview | null = null;

  constructor(preview: LatestAnswer<Subject, Preview>) {
    this.#preview = preview;
  }

  /** Until the answer is called. */
  listen(announce: (message: string) => void): () => void {
    this.#announce = announce;
    const leave = this.#preview.subscribe(() => this.#look());
    return () => {
      leave();
      this.#forget();
    };
  }

  /** While something is dragged, other texts are counted: what is said at the end is measured from before all of them. */
  hold(isHeld: boolean): void {
    this.#held = isHeld ? (this.#held ?? this.#preview.view().answer) : null;
  }

  readonly say = (said: string): void => {
    const { answer, isWaiting } = this.#preview.view();
    const before = this.#unsaid?.before ?? this.#held ?? answer;
    this.#held = null;
    this.#forget();
    if (!isWaiting) {
      this.#announce(said);
      return;
    }
    const timer = setTimeout(() => this.#announce(said), PATIENCE_MS);
    this.#unsaid = { said, before, timer };
  };

  #look(): void {
    const { answer, isWaiting, error } = this.#preview.view();
    const unsaid = this.#unsaid;
    if (unsaid === null || isWaiting) return;
    this.#forget();
    const phrase = error === null && answer ? effectPhrase(unsaid.before, answer) : null;
    const { moved } = strings.knowing.changes;
    this.#announce(phrase === null ? unsaid.said : moved(unsaid.said, phrase));
  }

  #forget(): void {
    if (this.#unsaid) clearTimeout(this.#unsaid.timer);
    this.#unsaid = null;
  }
}
