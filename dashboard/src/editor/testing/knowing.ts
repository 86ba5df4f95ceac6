// What preview and check answer, typed, for component tests.
import type {
  Checked,
  CheckedRoute,
  Finding,
  OutcomeChange,
  Preview,
  PreviewFlow,
  PreviewOutcomes,
} from "@/api/preview-types.ts";

export function outcomes(change: Partial<PreviewOutcomes> = {}): PreviewOutcomes {
  return { approve: 0, decline: 0, mark_for_review: 0, do_nothing: 0, ...change };
}

/** A thousand inquiries: `rt_a` declines 100, `rt_b` sends 50 to review, the rest is approved. */
export function previewOf(change: Partial<Preview> = {}): Preview {
  const flow = change.flow ?? [
    cell("approve", "everything_else", "decline", "rt_a", 12),
    cell("decline", "rt_a", "approve", "everything_else", 3),
  ];
  return {
    considered: 1000,
    complete_to: "2999-01-01T00:00:00Z",
    took_ms: 3,
    lists: "now",
    unknown_lists: 0,
    baseline: { workflow: "wfl_1", version: 3 },
    routes: [
      { id: "rt_a", count: 100, baseline_count: 91, settled_earlier: 0 },
      { id: "rt_b", count: 50, baseline_count: 50, settled_earlier: 0 },
    ],
    everything_else: { count: 850, baseline_count: 859, settled_earlier: 0 },
    outcomes: outcomes({ approve: 850, decline: 100, mark_for_review: 50 }),
    baseline_outcomes: outcomes({ approve: 859, decline: 91, mark_for_review: 50 }),
    recorded: outcomes(),
    flow,
    flow_more: 0,
    outcome_changes: changesOf(flow),
    conditions: [],
    missing_falls_through: [],
    ...change,
  };
}

/** What the server says beside cells of which none is cut off. */
function changesOf(flow: readonly PreviewFlow[]): OutcomeChange[] {
  const sums = new Map<string, OutcomeChange>();
  for (const { from, to, count } of flow) {
    const key = `${from} ${to}`;
    if (from !== to) sums.set(key, { from, to, count: count + (sums.get(key)?.count ?? 0) });
  }
  return [...sums.values()].sort((left, right) => right.count - left.count);
}

export function cell(
  from: PreviewFlow["from"],
  from_route: string,
  to: PreviewFlow["to"],
  to_route: string,
  count: number,
): PreviewFlow {
  return { from, from_route, to, to_route, count };
}

export function checkedOf(change: Partial<Checked> = {}): Checked {
  return {
    readable: true,
    diagnostics: [],
    explanation: { routes: [], everything_else: { sentence: "" } },
    routes: [checkedRoute("rt_a"), checkedRoute("rt_b")],
    everything_else: checkedRoute("everything_else"),
    findings: [],
    more: 0,
    undecided_overlaps: 0,
    invariants: [],
    ...change,
  };
}

export function checkedRoute(id: string, change: Partial<CheckedRoute> = {}): CheckedRoute {
  return {
    id,
    reachable: "yes",
    scope: "any_lists",
    witness: {},
    because: null,
    blocked_by: [],
    ...change,
  };
}

export function finding(kind: Finding["kind"], change: Partial<Finding> = {}): Finding {
  return {
    kind,
    routes: ["rt_a"],
    pointer: null,
    attribute: null,
    outcome: null,
    count: null,
    witness: null,
    scope: "any_lists",
    ...change,
  };
}
