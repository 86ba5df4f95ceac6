/** Which past inquiries are looked at. Lives in the address. */
import type { ListsAsOf, Preview } from "@/api/preview-types.ts";
import { readWindow, USUAL_WINDOW, type WindowChoice, writeWindow } from "@/api/preview-window.ts";

export { askedWindow, WINDOWS, type WindowChoice } from "@/api/preview-window.ts";

export interface Settings {
  readonly window: WindowChoice;
  readonly lists: ListsAsOf;
}

const USUAL: Settings = { window: USUAL_WINDOW, lists: "now" };

export function readSettings(query: URLSearchParams): Settings {
  return {
    window: readWindow(query),
    lists: query.get("lists") === "then" ? "then" : USUAL.lists,
  };
}

/** What is usual is left out, so that a plain address means it. */
export function writeSettings(query: URLSearchParams, change: Partial<Settings>): URLSearchParams {
  const { window, lists } = { ...readSettings(query), ...change };
  const after = writeWindow(query, window);
  if (lists === USUAL.lists) after.delete("lists");
  else after.set("lists", lists);
  // Another window has other pages.
  after.delete("cursor");
  return after;
}

/** How far behind history may be before it is worth a word. */
const BEHIND_MS = 10_000;

type Reach = Pick<Preview, "complete_to" | "behind_ms">;

/** Whether more is on its way into the counts: history is being built, or ran behind when it answered. */
export function isCatchingUp(preview: Reach): boolean {
  return preview.complete_to === null || behindSince(preview) !== null;
}

/** The moment up to which inquiries are counted, where that was not the present when they were. */
export function behindSince({ complete_to, behind_ms = 0 }: Reach): string | null {
  return behind_ms < BEHIND_MS ? null : complete_to;
}
