import { expect, it } from "vitest";
import { ranked, rankOf } from "./match.ts";

it.each([
  ["", "Blocked IPs", 0],
  ["bloc", "Blocked IPs", 0],
  ["blocked ip", "Blocked IPs", 0],
  ["BLOCKED  IPS ", "Blocked IPs", 0],
  ["ips", "Blocked IPs", 1],
  ["ip blo", "Blocked IPs", 1],
  ["umit", "Ümit Şahin", 0],
  ["sahin", "Ümit Şahin", 1],
  ["locked", "Blocked IPs", 3],
  ["allowed", "Blocked IPs", null],
  ["blocked allowed", "Blocked IPs", null],
])("%j in %j → %j", (typed, label, expected) => {
  expect(rankOf(typed, { label })).toBe(expected);
});

it("looks at the further words after the name", () => {
  expect(rankOf("theme", { label: "Use dark colors", keywords: "appearance theme" })).toBe(2);
  expect(rankOf("pear", { label: "Use dark colors", keywords: "appearance theme" })).toBe(3);
});

it("puts the best first and leaves equals in their order", () => {
  const candidates = ["Old lists", "Blacklist", "Lists", "New list", "Team"].map((label) => ({
    label,
  }));
  expect(ranked("list", candidates).map(({ label }) => label)).toEqual([
    "Lists",
    "Old lists",
    "New list",
    "Blacklist",
  ]);
});
