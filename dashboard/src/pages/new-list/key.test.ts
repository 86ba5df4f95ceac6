import { expect, it } from "vitest";
import { isKey, keyOfName } from "./key.ts";

it.each([
  ["Blocked IP addresses", "blocked_ip_addresses"],
  ["  Länder (EU)  ", "lander_eu"],
  ["2024 fraud – wave 1", "fraud_wave_1"],
  ["名前", ""],
  ["a".repeat(70), "a".repeat(63)],
])("%j → %j", (name, key) => {
  expect(keyOfName(name)).toBe(key);
  if (key !== "") expect(isKey(key)).toBe(true);
});

it.each(["", "1a", "A", "a-b", "a".repeat(64)])("%j is no key", (text) => {
  expect(isKey(text)).toBe(false);
});
