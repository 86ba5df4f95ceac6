// An example inquiry as lines that people read: attributes by their labels, lists by their names.
import type { Catalogue, InquiryBody, List } from "@/api/types.ts";
import { formatAttributeValue } from "@/components/attribute-value.ts";
import { formatList } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

export interface SampleLine {
  readonly label: string;
  readonly value: string;
}

const SESSION: Readonly<Record<string, string>> = strings.inquiry.sessionField;

export function sampleLines(
  inquiry: InquiryBody,
  { attributes }: Pick<Catalogue, "attributes">,
  lists: readonly List[],
): readonly SampleLine[] {
  const { fields = {}, session = {}, attributes: given = {} } = inquiry;
  return [
    ...Object.entries(given).map(([key, value]) => {
      const attribute = attributes.find((one) => one.key === key);
      const label = attribute?.label ?? key;
      if (attribute?.type === "list_set") return { label, value: namesOf(value, lists) };
      return { label, value: formatAttributeValue(value, attribute) };
    }),
    ...textLines(fields, strings.inquiry.field),
    ...textLines(session ?? {}, (key) => SESSION[key] ?? key),
  ];
}

function textLines(texts: object, labelOf: (key: string) => string): SampleLine[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [{ label: labelOf(key), value }] : [],
  );
}

function namesOf(value: unknown, lists: readonly List[]): string {
  if (!Array.isArray(value) || value.length === 0) return strings.trace.noLists;
  const names = value.map((name: unknown) => {
    const list = lists.find(({ id, key }) => id === name || key === name);
    return list?.name ?? String(name);
  });
  return formatList(names);
}
