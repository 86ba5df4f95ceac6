// What preview and check answer: the contract's shapes, and findings in the one shape that cards are made from.
import type { components } from "./schema.gen.ts";
import type { ActionKind, CheckAnswer, InquiryBody } from "./types.ts";

type Schemas = components["schemas"];

/** With how far history was behind when it answered, by the server's clock: the reader's may be wrong, and goes on. */
export type Preview = Schemas["Preview"] & { behind_ms?: number };
export type PreviewCell = Schemas["PreviewCell"];
export type PreviewElse = Schemas["PreviewElse"];
export type PreviewFlow = Schemas["PreviewFlow"];
export type PreviewInquiriesRequest = Schemas["PreviewInquiriesRequest"];
export type PreviewInquiry = Schemas["PreviewInquiry"];
export type PreviewLine = Schemas["PreviewLine"];
export type PreviewMissing = Schemas["PreviewMissing"];
/** How many are decided differently, over all routes. */
export type OutcomeChange = Schemas["PreviewOutcomeChange"];
export type PreviewOutcomes = Schemas["PreviewOutcomes"];
export type PreviewRequest = Schemas["PreviewRequest"];
/** Lists as they are, or as they were when each inquiry was decided. */
export type ListsAsOf = Schemas["PreviewLists"];

export type PreviewLensRequest = Schemas["PreviewLensRequest"];
export type PreviewLens = Schemas["PreviewLens"];
export type PreviewLensPoint = Schemas["PreviewPoint"];

export type ListImpact = Schemas["ListImpact"];
export type ListImpactInquiry = Schemas["ListImpactInquiry"];
export type ListImpactWorkflow = Schemas["ListImpactWorkflow"];
export type ListRemark = Schemas["ListRemark"];
export type ListRemarkKind = Schemas["ListRemarkKind"];

/** Where two texts differ, for every inquiry. */
export type Compared = Schemas["Compared"];
export type ComparedChange = Schemas["ComparedChange"];
export type Disagreements = Schemas["Disagreements"];
export type Disagreement = Schemas["OneDisagreement"];

export type Reachable = Schemas["ProofVerdict"];

/** Whatever is on the lists, or with what is on them now. */
export type Scope = Schemas["ProofScope"];

/** Whether anybody takes a route, or *Everything else*. The contract leaves open what an inquiry of `try` looks like. */
export type CheckedRoute = Omit<Schemas["RouteProof"], "witness"> & { witness: InquiryBody | null };

/** A finding with what concerns its routes in one shape, whatever its kind; made by `findingsOf`. */
export type Finding = {
  kind: Schemas["Finding"]["kind"];
  routes: string[];
  pointer: string | null;
  attribute: string | null;
  outcome: ActionKind | null;
  count: number | null;
  witness: InquiryBody | null;
  scope: Scope;
};

export type Checked = Omit<CheckAnswer, "routes" | "everything_else" | "findings"> & {
  routes: CheckedRoute[];
  everything_else: CheckedRoute | null;
  findings: Finding[];
};
