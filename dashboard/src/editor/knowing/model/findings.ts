/** What is proved about each route, sorted by where it is shown. */
import type {
  Checked,
  CheckedElse,
  Finding,
  Preview,
  PreviewMissing,
  Scope,
} from "@/api/preview-types.ts";
import type { InquiryBody } from "@/api/types.ts";
import { EVERYTHING_ELSE } from "./counts.ts";

export type RouteFinding =
  | {
      readonly kind: "never_matches";
      readonly blockedBy: readonly string[];
      readonly scope: Scope;
      readonly because: string | null;
      readonly witness: null;
    }
  | {
      readonly kind: "undecided";
      readonly because: string | null;
      readonly scope: Scope;
      readonly witness: null;
    }
  | {
      readonly kind: "contradiction" | "redundant";
      readonly pointer: string | null;
      readonly message: string;
      readonly scope: Scope;
      readonly witness: InquiryBody | null;
    }
  | {
      readonly kind: "overlap";
      /** The other route. */
      readonly other: string;
      readonly message: string;
      readonly scope: Scope;
      readonly witness: InquiryBody | null;
    };

export interface MissingFinding extends PreviewMissing {
  readonly witness: InquiryBody | null;
}

/** Heavier first: what takes a route out of use stands above what merely should be known. */
const WEIGHT = ["never_matches", "contradiction", "redundant", "undecided", "overlap"] as const;

export function findingsByRoute(checked: Checked): ReadonlyMap<string, readonly RouteFinding[]> {
  const found = new Map<string, RouteFinding[]>();
  const add = (route: string, finding: RouteFinding) =>
    found.set(route, [...(found.get(route) ?? []), finding]);
  for (const route of checked.routes) {
    const finding = ofReach(route, route.blocked_by);
    if (finding) add(route.id, finding);
  }
  const last = checked.everything_else && ofReach(checked.everything_else, []);
  if (last) add(EVERYTHING_ELSE, last);
  for (const finding of checked.findings) place(finding, add);
  for (const findings of found.values()) {
    findings.sort((left, right) => WEIGHT.indexOf(left.kind) - WEIGHT.indexOf(right.kind));
  }
  return found;
}

function ofReach(route: CheckedElse, blockedBy: readonly string[]): RouteFinding | null {
  const { scope, because } = route;
  switch (route.reachable) {
    case "yes":
      return null;
    case "no":
      return { kind: "never_matches", blockedBy, scope, because, witness: null };
    case "undecided":
      return { kind: "undecided", because, scope, witness: null };
  }
}

function place(finding: Finding, add: (route: string, finding: RouteFinding) => void): void {
  const { kind, message, scope, witness, pointer } = finding;
  switch (kind) {
    case "contradiction":
    case "redundant": {
      const [route] = finding.routes;
      if (route !== undefined) add(route, { kind, pointer, message, scope, witness });
      return;
    }
    case "overlap": {
      const [first, second] = finding.routes;
      if (first === undefined || second === undefined) return;
      add(first, { kind, other: second, message, scope, witness });
      add(second, { kind, other: first, message, scope, witness });
      return;
    }
    // Said by the route's own verdict, and by the counts of the preview.
    case "never_matches":
    case "missing_falls_through":
      return;
  }
}

/** The counts are the preview's, the examples the check's; either alone is enough to say it. */
export function missingFindings(
  preview: Preview | null,
  checked: Checked | null,
): readonly MissingFinding[] {
  const proved = (checked?.findings ?? []).filter(({ kind }) => kind === "missing_falls_through");
  const counted = preview?.missing_falls_through ?? proved.flatMap(countedHere);
  return counted
    .filter(({ count }) => count > 0)
    .map((missing) => ({
      ...missing,
      witness: proved.find(({ attribute }) => attribute === missing.attribute)?.witness ?? null,
    }))
    .sort((left, right) => right.count - left.count);
}

function countedHere({ attribute, outcome, count }: Finding): PreviewMissing[] {
  return attribute === null || outcome === null || count === null
    ? []
    : [{ attribute, outcome, count }];
}
