// Attribute values in words people read. Which kind a value is, its attribute's catalogue entry says.
import type { CatalogueAttribute } from "@/api/types.ts";
import { countryWithCode, formatList, formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

type Kind = Pick<CatalogueAttribute, "values_kind" | "value_names"> | undefined;

/** `null` and `undefined` are the value *missing*. Sets of lists are shown by their names. */
export function formatAttributeValue(value: unknown, attribute?: Kind): string {
  if (value === null || value === undefined) return strings.trace.missing;
  if (Array.isArray(value)) return formatSet(value);
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return formatCode(value, attribute);
  return JSON.stringify(value);
}

function formatSet(values: readonly unknown[]): string {
  if (values.length === 0) return strings.trace.noLists;
  return formatList(values.map(nameOfMember));
}

function nameOfMember(member: unknown): string {
  if (typeof member === "string") return member;
  if (typeof member === "object" && member !== null) {
    if ("list_name" in member && typeof member.list_name === "string") return member.list_name;
    if ("list" in member && typeof member.list === "string") return member.list;
  }
  return JSON.stringify(member);
}

function formatCode(code: string, attribute: Kind): string {
  const name = attribute?.value_names?.[code];
  if (name !== undefined) return `${name} (${code})`;
  if (attribute?.values_kind !== "country") return code;
  return countryWithCode(code);
}
