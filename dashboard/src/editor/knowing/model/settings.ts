/** Which past inquiries are looked at. Lives in the address. */
import type { ListsAsOf, Preview, PreviewRequest } from "@/api/preview-types.ts";

export const WINDOWS = ["7", "30", "90", "all"] as const;
export type WindowChoice = (typeof WINDOWS)[number];

export interface Settings {
  readonly window: WindowChoice;
  readonly lists: ListsAsOf;
}

const USUAL: Settings = { window: "90", lists: "now" };
const DAY_MS = 86_400_000;

export function readSettings(query: URLSearchParams): Settings {
  const days = query.get("days");
  return {
    window: WINDOWS.find((choice) => choice === days) ?? USUAL.window,
    lists: query.get("lists") === "then" ? "then" : USUAL.lists,
  };
}

/** What is usual is left out, so that a plain address means it. */
export function writeSettings(query: URLSearchParams, change: Partial<Settings>): URLSearchParams {
  const { window, lists } = { ...readSettings(query), ...change };
  const after = new URLSearchParams(query);
  if (window === USUAL.window) after.delete("days");
  else after.set("days", window);
  if (lists === USUAL.lists) after.delete("lists");
  else after.set("lists", lists);
  // Another window has other pages.
  after.delete("cursor");
  return after;
}

export function askedWindow(
  choice: WindowChoice,
  now: number,
): Pick<PreviewRequest, "window"> | Record<string, never> {
  if (choice === "all") return {};
  return { window: { from: new Date(now - Number(choice) * DAY_MS).toISOString() } };
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
