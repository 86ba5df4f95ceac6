import { expect, it } from "vitest";
import type { CatalogueItemPart } from "@/api/types.ts";
import { item, nameParts } from "@/testing/fixtures.ts";
import {
  bodyOfFields,
  bodyOfItem,
  emptyFields,
  fieldsOfPointers,
  problemsOf,
} from "./item-fields.ts";

const value: CatalogueItemPart = {
  key: "value",
  label: "Value",
  type: "text",
  optional: false,
  range: null,
  example: "CA",
  hint: null,
};

it("has a field for each part and one for the note", () => {
  expect(emptyFields(nameParts)).toEqual({ first: "", last: "", threshold: "", note: "" });
  expect(fieldsOfPointers([value])).toEqual({ "/value": "value", "/note": "note" });
});

it("leaves out what is empty and sends numbers as numbers", () => {
  expect(bodyOfFields([value], { value: " CA ", note: " " })).toEqual({ value: "CA" });
  const fields = { first: "Ada", last: " Byron", threshold: "0.9", note: "seen" };
  expect(bodyOfFields(nameParts, fields)).toEqual({ ...fields, last: "Byron", threshold: 0.9 });
});

it.each([
  [{ last: "" }, ["last"]],
  [{ last: "Byron" }, []],
  [{ last: "Byron", threshold: "0.79" }, ["threshold"]],
  [{ last: "Byron", threshold: "1.01" }, ["threshold"]],
  [{ last: "Byron", threshold: "high" }, ["threshold"]],
  [{ last: "Byron", threshold: "0.8" }, []],
])("%j: %j", (fields, wrong) => {
  expect(Object.keys(problemsOf(nameParts, fields))).toEqual(wrong);
});

it("brings an item back as it was", () => {
  expect(bodyOfItem(item)).toEqual({ value: "203.0.113.0/24" });
  const { value: _, ...rest } = item;
  const name = { first: "José", last: "García", threshold: 0.9 };
  expect(bodyOfItem({ ...rest, ...name, note: "seen" })).toEqual({ ...name, note: "seen" });
});
