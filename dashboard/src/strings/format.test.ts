import { expect, it } from "vitest";
import { formatRecent, formatShare } from "./format.ts";

it("says the day of what was not today", () => {
  const now = new Date(2026, 10, 22, 14, 20).getTime();
  const at = (day: number) => new Date(2026, 10, day, 14, 19, 7).toISOString();
  expect(formatRecent(at(22), now)).toMatch(/^2:19:07\sPM$/);
  expect(formatRecent(at(21), now)).toMatch(/^Nov 21, 2026, 2:19\sPM$/);
});

it("says 0 % only of none, and 100 % only of all", () => {
  expect(formatShare(0, 10_000_000)).toBe("0.0%");
  expect(formatShare(3, 10_000_000)).toBe("< 0.1%");
  expect(formatShare(1, 1000)).toBe("0.1%");
  expect(formatShare(999, 1000)).toBe("99.9%");
  expect(formatShare(9_999_999, 10_000_000)).toBe("> 99.9%");
  expect(formatShare(5, 5)).toBe("100.0%");
  expect(formatShare(0, 0)).toBe("0.0%");
});
