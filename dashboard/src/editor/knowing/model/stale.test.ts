import { expect, it } from "vitest";
import { toApiError } from "@/api/problem.ts";
import type { Latest } from "../Latest.ts";
import { whyStale } from "./stale.ts";

function latest(change: Partial<Latest<string, string>> = {}): Latest<string, string> {
  return {
    answer: "counts",
    progress: null,
    of: "text",
    asked: "text",
    error: null,
    isWaiting: false,
    tookMs: 3,
    askedAt: 1,
    ...change,
  };
}

it("takes an answer to the newest question as fresh", () => {
  expect(whyStale(latest())).toBeNull();
});

it("tells counting from an unfinished text and from a failure", () => {
  const asked = "newer text";
  expect(whyStale(latest({ asked, isWaiting: true }))).toBe("counting");
  expect(whyStale(latest({ asked, error: toApiError(422, null) }))).toBe("before");
  expect(whyStale(latest({ asked, error: toApiError(500, null) }))).toBe("failed");
});

it("takes counts that could not be counted again as old, and those of a part as well", () => {
  expect(whyStale(latest({ error: toApiError(503, null) }))).toBe("failed");
  expect(whyStale(latest({ progress: { considered: 1, of: 2 } }))).toBe("before");
});
