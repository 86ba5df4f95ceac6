// What preview and check answer. Written by hand until the contract has these schemas; each name is the schema's, so
// that this file becomes a list of aliases like `types.ts`.
import type { ActionKind, CheckAnswer, InquiryBody, Outcome, WorkflowDocument } from "./types.ts";

/** Lists as they are, or as they were when each inquiry was decided. */
export type ListsAsOf = "now" | "then";

export type PreviewRequest = {
  document: WorkflowDocument;
  baseline?: { workflow: string; version?: number };
  window?: { from?: string; to?: string };
  lists?: ListsAsOf;
};

export type PreviewElse = {
  count: number;
  baseline_count: number | null;
  settled_earlier: number;
};

export type PreviewRoute = PreviewElse & { id: string };

export type PreviewOutcomes = Record<ActionKind, number>;

/** Inquiries whose route or outcome differs from the baseline's. */
export type PreviewFlow = {
  from: ActionKind;
  to: ActionKind;
  count: number;
  /** A route's id, or `everything_else`. */
  from_route: string;
  to_route: string;
};

export type PreviewCondition = { pointer: string; missing: number };

export type PreviewMissing = { attribute: string; outcome: ActionKind; count: number };

export type Preview = {
  considered: number;
  /** How far history reaches; null while there is none. */
  complete_to: string | null;
  took_ms: number;
  lists: ListsAsOf;
  unknown_lists: number;
  baseline: { workflow: string; version: number } | null;
  routes: PreviewRoute[];
  everything_else: PreviewElse;
  outcomes: PreviewOutcomes;
  baseline_outcomes: PreviewOutcomes | null;
  recorded: PreviewOutcomes;
  flow: PreviewFlow[];
  flow_more: number;
  conditions: PreviewCondition[];
  missing_falls_through: PreviewMissing[];
};

export type PreviewCell = {
  to_route?: string;
  from_route?: string;
  to?: ActionKind;
  from?: ActionKind;
  changed?: boolean;
};

export type PreviewInquiriesRequest = PreviewRequest & {
  cell: PreviewCell;
  limit?: number;
  cursor?: string;
};

export type PreviewInquiry = {
  id: string;
  completed_at: string;
  to_route: string;
  to: ActionKind;
  from_route: string | null;
  from: ActionKind | null;
  recorded: Outcome | null;
  reference_id: string | null;
  name: string | null;
};

export type PreviewInquiries = { data: PreviewInquiry[]; next_cursor: string | null };

export type PreviewLensRequest = PreviewRequest & { pointer: string };

export type PreviewLensPoint = { value: number; outcomes: PreviewOutcomes; changed: number };

export type PreviewLens = {
  attribute: string;
  operator: string;
  value: number;
  considered: number;
  /** Ascending; the value that stands there among them. */
  points: PreviewLensPoint[];
};

export type Reachable = "yes" | "no" | "undecided";

/** Whatever is on the lists, or with what is on them now. */
export type Scope = "any_lists" | "present_lists";

export type CheckedElse = {
  reachable: Reachable;
  scope: Scope;
  witness: InquiryBody | null;
  because: string | null;
};

export type CheckedRoute = CheckedElse & { id: string; blocked_by: string[] };

export type FindingKind =
  | "overlap"
  | "contradiction"
  | "redundant"
  | "never_matches"
  | "missing_falls_through";

export type Finding = {
  kind: FindingKind;
  routes: string[];
  pointer: string | null;
  attribute: string | null;
  outcome: ActionKind | null;
  count: number | null;
  witness: InquiryBody | null;
  scope: Scope;
  message: string;
};

export type Checked = Omit<CheckAnswer, "routes" | "findings"> & {
  routes: CheckedRoute[];
  everything_else: CheckedElse | null;
  findings: Finding[];
};
