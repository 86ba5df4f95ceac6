import { expect, it } from "vitest";
import { formatRecent } from "./format.ts";

it("says the day of what was not today", () => {
  const now = new Date(2026, 10, 22, 14, 20).getTime();
  const at = (day: number) => new Date(2026, 10, day, 14, 19, 7).toISOString();
  expect(formatRecent(at(22), now)).toMatch(/^2:19:07\sPM$/);
  expect(formatRecent(at(21), now)).toMatch(/^Nov 21, 2026, 2:19\sPM$/);
});
