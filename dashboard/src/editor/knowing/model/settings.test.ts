import { expect, it } from "vitest";
import { askedWindow, behindSince, isCatchingUp, readSettings, writeSettings } from "./settings.ts";

const now = Date.parse("2026-11-22T10:00:00Z");

it("takes the last 90 days with today's lists where the address says nothing, or nonsense", () => {
  expect(readSettings(new URLSearchParams())).toEqual({ window: "90", lists: "now" });
  expect(readSettings(new URLSearchParams("days=8&lists=x"))).toEqual({
    window: "90",
    lists: "now",
  });
  expect(readSettings(new URLSearchParams("days=7&lists=then"))).toEqual({
    window: "7",
    lists: "then",
  });
});

it("keeps the rest of the address, leaves out what is usual, and starts again at the first page", () => {
  const query = new URLSearchParams("view=text&cursor=abc");
  expect(`${writeSettings(query, { window: "all" })}`).toBe("view=text&days=all");
  expect(`${writeSettings(new URLSearchParams("days=7"), { window: "90" })}`).toBe("");
  expect(`${writeSettings(new URLSearchParams("days=7"), { lists: "then" })}`).toBe(
    "days=7&lists=then",
  );
});

it("asks from so many days ago, or for everything", () => {
  expect(askedWindow("7", now)).toEqual({ window: { from: "2026-11-15T10:00:00.000Z" } });
  expect(askedWindow("all", now)).toEqual({});
});

it("says how far counts reach only where they are behind", () => {
  const reach = (behind_ms: number) => ({ complete_to: "2026-11-22T09:00:00Z", behind_ms });
  expect(behindSince(reach(1_000))).toBeNull();
  expect(behindSince(reach(60_000))).toBe("2026-11-22T09:00:00Z");
  expect(behindSince({ complete_to: null })).toBeNull();
  expect(isCatchingUp({ complete_to: null })).toBe(true);
  expect(isCatchingUp(reach(1_000))).toBe(false);
  expect(isCatchingUp(reach(60_000))).toBe(true);
});
