import { expect, it } from "vitest";
import { attributeInSentence } from "./catalogue.ts";

const named = (key: string, label: string) => ({ key, label }) as never;

it.each([
  ["us_state", "US state", "US state"],
  ["age", "Age", "age"],
  ["liveness_check_score", "Liveness check score", "liveness check score"],
])("says %s in the middle of a sentence", (key, label, words) => {
  expect(attributeInSentence(key, [named(key, label)])).toBe(words);
});

it("makes words of a key without a label", () => {
  expect(attributeInSentence("document_number", [])).toBe("document number");
});
