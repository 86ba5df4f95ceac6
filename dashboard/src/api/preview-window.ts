/** When the past inquiries completed that are looked at. The choice lives in the address, as `days`. */
import type { PreviewRequest } from "./preview-types.ts";

export const WINDOWS = ["7", "30", "90", "all"] as const;
export type WindowChoice = (typeof WINDOWS)[number];

export const USUAL_WINDOW: WindowChoice = "90";
const DAY_MS = 86_400_000;

export function readWindow(query: URLSearchParams): WindowChoice {
  const days = query.get("days");
  return WINDOWS.find((choice) => choice === days) ?? USUAL_WINDOW;
}

/** What is usual is left out, so that a plain address means it. */
export function writeWindow(query: URLSearchParams, window: WindowChoice): URLSearchParams {
  const after = new URLSearchParams(query);
  if (window === USUAL_WINDOW) after.delete("days");
  else after.set("days", window);
  return after;
}

export function askedWindow(
  choice: WindowChoice,
  now: number,
): Pick<PreviewRequest, "window"> | Record<string, never> {
  if (choice === "all") return {};
  return { window: { from: new Date(now - Number(choice) * DAY_MS).toISOString() } };
}
