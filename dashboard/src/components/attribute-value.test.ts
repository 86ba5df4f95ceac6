import { expect, it } from "vitest";
import { formatAttributeValue } from "./attribute-value.ts";

const country = { values_kind: "country", value_names: null } as const;

const state = { values_kind: "us_state", value_names: { CA: "California" } } as const;

it.each([
  [null, undefined, "missing"],
  [undefined, undefined, "missing"],
  [0, undefined, "0"],
  [97.2525, undefined, "97.2525"],
  [1204, undefined, "1,204"],
  ["DE", country, "Germany (DE)"],
  ["CA", state, "California (CA)"],
  ["ZZ", state, "ZZ"],
  ["CA", undefined, "CA"],
  [[], undefined, "on no list"],
  [[{ list_name: "Allowed" }, { list_name: "Blocked" }], undefined, "Allowed and Blocked"],
  [["lst_1"], undefined, "on 1 list"],
  [["lst_1", "lst_2"], undefined, "on 2 lists"],
])("%j → %s", (value, attribute, expected) => {
  expect(formatAttributeValue(value, attribute)).toBe(expected);
});
