// What preview and check answer. The preview's shapes are the contract's. Those of lens and check are written by hand
// until the contract has them; each name is the schema's, so that they become aliases like the rest.
import type { components } from "./schema.gen.ts";
import type { ActionKind, CheckAnswer, InquiryBody } from "./types.ts";

type Schemas = components["schemas"];

export type Preview = Schemas["Preview"];
export type PreviewCell = Schemas["PreviewCell"];
export type PreviewElse = Schemas["PreviewElse"];
export type PreviewFlow = Schemas["PreviewFlow"];
export type PreviewInquiriesRequest = Schemas["PreviewInquiriesRequest"];
export type PreviewInquiry = Schemas["PreviewInquiry"];
export type PreviewLine = Schemas["PreviewLine"];
export type PreviewMissing = Schemas["PreviewMissing"];
export type PreviewOutcomes = Schemas["PreviewOutcomes"];
export type PreviewRequest = Schemas["PreviewRequest"];
/** Lists as they are, or as they were when each inquiry was decided. */
export type ListsAsOf = Schemas["PreviewLists"];

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
