// The fields of an item's form: one for each part that the catalogue names, and the body that they make.
import type { CatalogueItemPart, Item, NewItem } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";

export type ItemFields = Record<string, string>;

export const NOTE = "note";

/** Where the server points when a part is wrong. */
export function fieldsOfPointers(parts: readonly CatalogueItemPart[]): Record<string, string> {
  return Object.fromEntries([...parts.map(({ key }) => key), NOTE].map((key) => [`/${key}`, key]));
}

export function emptyFields(parts: readonly CatalogueItemPart[]): ItemFields {
  return Object.fromEntries([...parts.map(({ key }) => key), NOTE].map((key) => [key, ""]));
}

/** What can be said before the server is asked; the rest it knows better. */
export function problemsOf(
  parts: readonly CatalogueItemPart[],
  fields: ItemFields,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const { key, optional, type, range } of parts) {
    const text = (fields[key] ?? "").trim();
    if (text === "") {
      if (!optional) problems[key] = strings.common.required;
    } else if (type === "number" && range) {
      const number = Number(text);
      if (Number.isNaN(number) || number < range.min || number > range.max) {
        problems[key] = strings.list.numberBetween(range.min, range.max);
      }
    }
  }
  return problems;
}

export function bodyOfFields(parts: readonly CatalogueItemPart[], fields: ItemFields): NewItem {
  const body: Record<string, string | number> = {};
  for (const { key, type } of parts) {
    const text = (fields[key] ?? "").trim();
    if (text !== "") body[key] = type === "number" ? Number(text) : text;
  }
  const note = (fields[NOTE] ?? "").trim();
  return note === "" ? body : { ...body, note };
}

/** What brings an item back that was removed a moment ago. */
export function bodyOfItem({ value, first, last, threshold, class: kind, number, note }: Item) {
  const parts = { value, first, last, threshold, class: kind, number, note };
  const given = Object.entries(parts).filter(([, part]) => part !== undefined && part !== null);
  return Object.fromEntries(given) as NewItem;
}
