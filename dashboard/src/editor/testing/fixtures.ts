// A catalogue, lists and a draft of the contract's types, for component tests.
import type { Catalogue, CatalogueOperator, Draft, List, WorkflowDocument } from "@/api/types.ts";

const NUMBERS = ["equals", "less_than", "between", "is_missing"];
const CODES = ["equals", "any_of", "is_missing"];
const SETS = ["contains", "contains_any"];

const operators: CatalogueOperator[] = [
  { key: "equals", label: "is", takes: "one" },
  { key: "less_than", label: "is less than", takes: "one" },
  { key: "between", label: "is between", takes: "pair" },
  { key: "any_of", label: "is any of", takes: "many" },
  { key: "contains", label: "contains", takes: "list" },
  { key: "contains_any", label: "contains any of", takes: "lists" },
  { key: "is_missing", label: "is missing", takes: "none" },
];

const attribute = (
  key: string,
  label: string,
  more: Pick<Catalogue["attributes"][number], "type" | "operators"> &
    Partial<Catalogue["attributes"][number]>,
): Catalogue["attributes"][number] => ({
  key,
  label,
  unit: null,
  range: null,
  derivation: "",
  values: null,
  value_names: null,
  values_kind: null,
  ...more,
});

export const catalogue: Catalogue = {
  version: 1,
  attributes: [
    attribute("age", "Age", {
      type: "whole_number",
      operators: NUMBERS,
      unit: "years",
      range: { min: 0, max: 150 },
    }),
    attribute("country", "Country", {
      type: "code",
      operators: CODES,
      values: ["CA", "DE", "US"],
      values_kind: "country",
    }),
    attribute("liveness_check_score", "Liveness check score", {
      type: "number",
      operators: NUMBERS,
      range: { min: 0, max: 100 },
    }),
    attribute("list_matches", "List matches", { type: "list_set", operators: SETS }),
  ],
  operators,
  events: [],
  actions: (["approve", "decline", "mark_for_review", "do_nothing"] as const).map((key) => ({
    key,
    label: key.replaceAll("_", " "),
    decision: true,
  })),
  list_types: [],
  limits: {},
};

export function list(id: string, name: string, more: Partial<List> = {}): List {
  return {
    id,
    name,
    key: name.toLowerCase().replaceAll(" ", "_"),
    type: "ip_address",
    field: null,
    description: null,
    items: 3,
    revision: 1,
    created_at: "2026-11-01T00:00:00Z",
    updated_at: "2026-11-01T00:00:00Z",
    archived_at: null,
    matches: { last: null, recent: 0, recent_more: false, recent_days: 30 },
    used_by: [],
    used_by_invariants: [],
    ...more,
  };
}

export const lists: readonly List[] = [
  list("lst_1", "Blocked IPs"),
  list("lst_2", "Old blocked IPs", { archived_at: "2026-11-02T00:00:00Z" }),
];

export function draftOf(document: Partial<WorkflowDocument>, more: Partial<Draft> = {}): Draft {
  const whole: WorkflowDocument = {
    format: 1,
    name: "Onboarding",
    event: "inquiry.completed",
    routes: [],
    everything_else: [{ action: "do_nothing" }],
    ...document,
  };
  return {
    document: whole,
    etag: "e0",
    updated_at: "2026-11-22T10:42:07Z",
    updated_by: { type: "member", id: "mbr_1", name: "Anna" },
    base_version: null,
    diagnostics: [],
    invariants: [],
    explanation: {
      routes: whole.routes.map(({ id = "", name = "" }) => ({
        id,
        name,
        sentence: `Sentence of ${name}.`,
        actions_sentence: "",
        conditions: [],
      })),
      everything_else: { sentence: "Otherwise, do nothing." },
    },
    readable: true,
    ...more,
  };
}
