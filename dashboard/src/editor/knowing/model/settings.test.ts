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
  expect(behindSince("2026-11-22T09:59:59Z", now)).toBeNull();
  expect(behindSince("2026-11-22T09:00:00Z", now)).toBe("2026-11-22T09:00:00Z");
  expect(behindSince(null, now)).toBeNull();
  expect(isCatchingUp(null, now)).toBe(true);
  expect(isCatchingUp("2026-11-22T09:59:59Z", now)).toBe(false);
});
