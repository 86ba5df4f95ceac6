// Attribute values in words people read. Which kind a value is, its attribute's catalogue entry says.
import type { CatalogueAttribute } from "@/api/types.ts";
import { countryWithCode, formatList, formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

type Kind = Pick<CatalogueAttribute, "values_kind" | "value_names"> | undefined;

/** `null` and `undefined` are the value *missing*. */
export function formatAttributeValue(value: unknown, attribute?: Kind): string {
  if (value === null || value === undefined) return strings.trace.missing;
  if (Array.isArray(value)) return formatSet(value);
  if (typeof value === "number") return formatNumber(value);
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return formatCode(value, attribute);
  return JSON.stringify(value);
}

/** By name where the answer has names; a bare set of ids is counted, for ids tell people nothing. */
function formatSet(values: readonly unknown[]): string {
  if (values.length === 0) return strings.trace.noLists;
  const names = values.map(nameOfMember).filter((name) => name !== undefined);
  return names.length === values.length ? formatList(names) : strings.trace.onLists(values.length);
}

function nameOfMember(member: unknown): string | undefined {
  if (typeof member !== "object" || member === null || !("list_name" in member)) return undefined;
  return typeof member.list_name === "string" ? member.list_name : undefined;
}

function formatCode(code: string, attribute: Kind): string {
  const name = attribute?.value_names?.[code];
  if (name !== undefined) return `${name} (${code})`;
  if (attribute?.values_kind !== "country") return code;
  return countryWithCode(code);
}
