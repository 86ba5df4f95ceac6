// From what the server proves about a text to what its cards show.
import type { Checked, CheckedRoute, Finding } from "./preview-types.ts";
import type { components } from "./schema.gen.ts";
import type { ActionKind, CheckAnswer, InquiryBody } from "./types.ts";

type Schemas = components["schemas"];

const NOTHING = {
  routes: [],
  pointer: null,
  attribute: null,
  outcome: null,
  count: null,
  witness: null,
  scope: "any_lists",
} as const;

export function readChecked(answer: CheckAnswer): Checked {
  const { everything_else, routes, findings, ...rest } = answer;
  return {
    ...rest,
    routes: routes.map(routeOf),
    everything_else: everything_else && routeOf(everything_else),
    findings: findings.map((finding) => findingOf(finding, routes)),
  };
}

function routeOf(route: Schemas["RouteProof"]): CheckedRoute {
  return { ...route, witness: inquiryOf(route.witness) };
}

function findingOf(finding: Schemas["Finding"], routes: readonly Schemas["RouteProof"][]): Finding {
  const nothing = { ...NOTHING, routes: [] };
  switch (finding.kind) {
    case "overlap":
      return { ...nothing, ...finding, witness: inquiryOf(finding.witness) };
    case "contradiction":
    case "redundant": {
      const { kind, pointer } = finding;
      return { ...nothing, kind, pointer, routes: routeAt(pointer, routes) };
    }
    case "missing_falls_through": {
      const { kind, attribute, count } = finding;
      const outcome = finding.outcome as ActionKind;
      const witness = inquiryOf(finding.witness);
      return { ...nothing, kind, attribute, count, outcome, witness };
    }
  }
}

/** The route in which a place of the document lies: `/routes/2/if/all/1` is in the third. */
function routeAt(pointer: string, routes: readonly Schemas["RouteProof"][]): string[] {
  const [, place] = /^\/routes\/(\d+)\//.exec(pointer) ?? [];
  const route = place === undefined ? undefined : routes[Number(place)];
  return route ? [route.id] : [];
}

/** A body that `try` takes; the contract does not say more of it. */
function inquiryOf(witness: unknown): InquiryBody | null {
  return (witness ?? null) as InquiryBody | null;
}
