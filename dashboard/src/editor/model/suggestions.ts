/**
 * The one type-ahead of *If inquiry*: attributes, lists and operators, drawn from the catalogue and the
 * lists alone, so that nothing impossible can be picked.
 */
import type { Catalogue, CatalogueAttribute, CatalogueOperator, List } from "@/api/types.ts";
import type { ConditionNode, JsonValue } from "./model.ts";
import { convertValue, readNumber } from "./values.ts";

export type SuggestionGroup = "attributes" | "lists" | "operators";

export interface Suggestion {
  readonly key: string;
  readonly group: SuggestionGroup;
  readonly attribute: CatalogueAttribute;
  readonly operator: CatalogueOperator;
  readonly list: List | null;
  readonly value?: JsonValue;
}

const MAX_PER_GROUP = 12;

export function suggest(
  catalogue: Catalogue,
  lists: readonly List[],
  query: string,
): readonly Suggestion[] {
  const { words, number } = split(query);
  const all = [
    ...attributeSuggestions(catalogue),
    ...listSuggestions(catalogue, lists),
    ...(words.length > 0 ? operatorSuggestions(catalogue) : []),
  ];
  const found = all
    .map((suggestion) => ({ suggestion, rank: rank(suggestion, words) }))
    .filter(({ rank }) => rank > 0)
    .sort((left, right) => right.rank - left.rank)
    .map(({ suggestion }) => suggestion);
  const groups: SuggestionGroup[] = ["attributes", "lists", "operators"];
  return groups
    .flatMap((group) => found.filter((one) => one.group === group).slice(0, MAX_PER_GROUP))
    .map((suggestion) => withNumber(suggestion, number));
}

export function operatorsOf(
  catalogue: Catalogue,
  attribute: CatalogueAttribute,
): readonly CatalogueOperator[] {
  return attribute.operators.flatMap(
    (key) => catalogue.operators.find((operator) => operator.key === key) ?? [],
  );
}

/** What remains of a condition when its attribute becomes another one. */
export function changeAttribute(
  catalogue: Catalogue,
  node: ConditionNode,
  attribute: CatalogueAttribute,
): { attribute: string; operator: string; value: JsonValue | undefined } | null {
  const operators = operatorsOf(catalogue, attribute);
  const operator = operators.find(({ key }) => key === node.operator) ?? operators[0];
  if (!operator) return null;
  const before = catalogue.attributes.find(({ key }) => key === node.attribute);
  const value = isSameDomain(before, attribute)
    ? convertValue(node.value, operator.takes)
    : undefined;
  return { attribute: attribute.key, operator: operator.key, value };
}

function attributeSuggestions(catalogue: Catalogue): Suggestion[] {
  return catalogue.attributes.flatMap((attribute) => {
    const [operator] = operatorsOf(catalogue, attribute);
    return operator
      ? [{ key: attribute.key, group: "attributes" as const, attribute, operator, list: null }]
      : [];
  });
}

function listSuggestions(catalogue: Catalogue, lists: readonly List[]): Suggestion[] {
  return catalogue.attributes
    .filter(({ type }) => type === "list_set")
    .flatMap((attribute) => {
      const operator = operatorsOf(catalogue, attribute).find(({ takes }) => takes === "list");
      return lists
        .filter((list) => operator && list.archived_at === null)
        .flatMap((list) =>
          operator
            ? [
                {
                  key: `${attribute.key} ${list.id}`,
                  group: "lists" as const,
                  attribute,
                  operator,
                  list,
                  value: list.id,
                },
              ]
            : [],
        );
    });
}

function operatorSuggestions(catalogue: Catalogue): Suggestion[] {
  return catalogue.attributes.flatMap((attribute) =>
    operatorsOf(catalogue, attribute).map((operator) => ({
      key: `${attribute.key} ${operator.key}`,
      group: "operators" as const,
      attribute,
      operator,
      list: null,
    })),
  );
}

/** 0: does not match. Every word must begin a word of the suggestion; labels count more than keys. */
function rank({ attribute, operator, list, group }: Suggestion, words: readonly string[]): number {
  const first = list ? list.name : attribute.label;
  const rest = [
    list ? `${list.key} ${attribute.label}` : attribute.key,
    group === "attributes" ? "" : `${operator.label} ${operator.key}`,
  ];
  const label = ` ${fold(first)}`;
  const all = ` ${fold([first, ...rest].join(" "))}`;
  let total = 1;
  for (const word of words) {
    if (!all.includes(` ${word}`)) return 0;
    if (label.startsWith(` ${word}`)) total += 2;
    else if (label.includes(` ${word}`)) total += 1;
  }
  return total;
}

function split(query: string): { words: readonly string[]; number: string | null } {
  const words = fold(query).split(" ").filter(Boolean);
  const typed = query.trim().split(/\s+/).at(-1) ?? "";
  if (words.length < 2 || !/^-?\d+(\.\d+)?$/.test(typed)) return { words, number: null };
  return { words: words.filter((word) => Number.isNaN(Number(word))), number: typed };
}

function withNumber(suggestion: Suggestion, number: string | null): Suggestion {
  const { attribute, operator } = suggestion;
  const isNumber = attribute.type === "number" || attribute.type === "whole_number";
  if (number === null || !isNumber || operator.takes !== "one") return suggestion;
  const read = readNumber(number, attribute);
  return read.kind === "value" ? { ...suggestion, value: read.value } : suggestion;
}

function isSameDomain(left: CatalogueAttribute | undefined, right: CatalogueAttribute): boolean {
  if (!left || left.values_kind !== right.values_kind) return false;
  return isNumeric(left) ? isNumeric(right) : left.type === right.type;
}

function isNumeric({ type }: CatalogueAttribute): boolean {
  return type === "number" || type === "whole_number";
}

/** Lower case, without marks, punctuation as spaces: `Numéro-1` → `numero 1`. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}
