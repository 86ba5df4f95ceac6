// Names for the generated schemas. The shapes are written once, in the server; this file only points.
import type { components } from "./schema.gen.ts";

type Schemas = components["schemas"];

export type Problem = Schemas["Problem"];
export type ProblemField = Schemas["ProblemField"];
export type Actor = Schemas["Actor"];
export type Role = Schemas["Role"];
export type Right = Schemas["Right"];
export type Session = Schemas["Session"];
export type Setup = Schemas["Setup"];
export type Member = Schemas["Member"];
export type ApiKey = Schemas["Key"];
export type EndedKeys = Schemas["EndedKeys"];
export type CreatedKey = Schemas["CreatedKey"];
export type OwnSession = Schemas["OwnSession"];
export type Invitation = Schemas["Invitation"];

export type Example = Schemas["Example"];
export type ExampleState = Schemas["ExampleState"];
export type ExamplePart = Schemas["ExamplePart"];
export type ExamplePartKind = Schemas["ExamplePartKind"];
export type ExamplePartFate = Schemas["ExamplePartFate"];

export type Inquiry = Schemas["Inquiry"];
export type InquiryBody = Schemas["InquiryBody"];
export type SinceStartCount = Schemas["SinceStartCount"];
export type SinceStartCounts = Schemas["SinceStartCounts"];
export type InquiryStatus = Schemas["InquiryStatus"];
export type AttributeValue = Schemas["AttributeValue"];
export type Verification = Schemas["Verification"];
export type Decision = Schemas["Decision"];
export type Outcome = Schemas["Outcome"];
export type LeftAlone = Schemas["LeftAlone"];
export type Overview = Schemas["Overview"];
export type WorkflowActivity = Schemas["WorkflowActivity"];
export type ReviewQueue = Schemas["ReviewQueue"];
export type TimelineEntry = Schemas["TimelineEntry"];
export type RunSummary = Schemas["RunSummary"];
export type Run = Schemas["Run"];
export type TriedRun = Schemas["TriedRun"];

export type Trace = Schemas["Trace"];
export type TraceRoute = Schemas["TraceRoute"];
export type TraceNode = Schemas["TraceNode"];
export type MatchedItem = Schemas["MatchedItem"];
export type Verdict = Schemas["Verdict"];

export type Workflow = Schemas["Workflow"];
export type WorkflowDocument = Schemas["WorkflowDocument"];
export type Route = Schemas["Route"];
export type Condition = Schemas["Condition"];
export type Action = Schemas["Action"];
export type ActionKind = Schemas["ActionKind"];
export type Draft = Schemas["Draft"];
export type Diagnostic = Schemas["Diagnostic"];
export type Explanation = Schemas["Explanation"];
export type CheckAnswer = Schemas["CheckAnswer"];
export type Version = Schemas["Version"];
export type Invariant = Schemas["Invariant"];
export type InvariantVersion = Schemas["InvariantVersion"];
export type NewInvariant = Schemas["NewInvariant"];
export type JudgedInvariant = Schemas["JudgedInvariant"];
export type NewWorkflowTest = Schemas["NewWorkflowTest"];
export type OfferedTest = Schemas["OfferedTest"];
export type TestDecision = Schemas["TestDecision"];
export type TestExpectation = Schemas["Expectation"];
export type TestResult = Schemas["TestResult"];
export type TestRun = Schemas["TestRun"];

export type List = Schemas["List"];
export type NewList = Schemas["NewList"];
export type ListType = NewList["type"];
export type ListUse = Schemas["ListUse"];
export type ListInvariant = Schemas["ListInvariant"];
export type Item = Schemas["Item"];
export type ErasedItem = Schemas["ErasedItem"];
export type NewItem = Schemas["NewItem"];
export type Matches = Schemas["Matches"];
export type ListRevision = Schemas["ListRevision"];
export type Import = Schemas["Import"];
export type BadLine = Schemas["BadLine"];

export type AuditEntry = Schemas["AuditEntry"];
export type AuditAction = Schemas["AuditAction"];
export type AuditValue = Schemas["AuditValue"];

export type Catalogue = Schemas["Catalogue"];
export type CatalogueAttribute = Schemas["CatalogueAttribute"];
export type CatalogueOperator = Schemas["CatalogueOperator"];
export type CatalogueListType = Schemas["CatalogueListType"];
export type CatalogueItemPart = Schemas["CatalogueItemPart"];
