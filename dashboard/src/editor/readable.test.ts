import { expect, it } from "vitest";
import { readable } from "./readable.ts";

it.each([
  ["no_value", "`age` with `less_than` needs a value", "Give it a value."],
  [
    "empty_list",
    "list `Old IPs` is empty and matches nothing",
    "List “Old IPs” is empty and matches nothing.",
  ],
  ["never_holds", "`liveness_check_score` never holds", "Liveness check score never holds."],
  ["unheard_of", "`30` is above `20`; swap them", "“30” is above “20”; swap them."],
])("%s: %s", (code, message, expected) => {
  expect(readable({ code, message })).toBe(expected);
});
