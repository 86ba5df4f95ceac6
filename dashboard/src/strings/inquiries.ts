import type { InquiryStatus, Outcome, RunSummary, Verification } from "@/api/types.ts";
import { common } from "./common.ts";
import { formatNumber, plural } from "./format.ts";

const verificationKind: Record<Verification["kind"], string> = {
  government_id: "Government id",
  selfie: "Selfie",
  document: "Document",
  database: "Database",
  phone_number: "Phone number",
  email_address: "E-mail address",
};

const verificationStatus: Record<Verification["status"], string> = {
  passed: "Passed",
  failed: "Failed",
  canceled: "Canceled",
  pending: "Pending",
};

const notApplied: Record<NonNullable<RunSummary["reason"]>, string> = {
  decided_by_earlier_workflow: "Not applied: a workflow before it had decided already.",
  decided_by_person: "Not applied: a person had decided already.",
};

const decide: Record<Outcome, string> = {
  approve: "Approve",
  decline: "Decline",
  mark_for_review: "Mark for review",
};

const decideTitle: Record<Outcome, (person: string) => string> = {
  approve: (person) => `Approve ${person}?`,
  decline: (person) => `Decline ${person}?`,
  mark_for_review: (person) => `Mark ${person} for review?`,
};

const fields: Record<string, string> = {
  name_first: "First name",
  name_last: "Last name",
  birthdate: "Date of birth",
  address_country_code: "Country of address",
  address_subdivision: "State or region",
  email_address: "E-mail address",
  phone_number: "Phone number",
  identification_number: "Identification number",
  identification_class: "Identification class",
};

export const inquiries = {
  title: "Inquiries",
  intro: "Everyone whose identity was checked, newest first.",
  add: "New inquiry",
  filters: "Filter inquiries",
  search: "Search",
  searchHint: "Id, reference, e-mail or last name",
  status: "Status",
  anyStatus: "Any status",
  decision: "Decision",
  anyDecision: "Any decision",
  undecided: "Undecided",
  workflow: "Workflow",
  anyWorkflow: "Any workflow",
  createdAfter: "Created since",
  createdBefore: "Created until",
  moreFilters: "More filters",
  route: "Route",
  anyRoute: "Any route",
  everythingElse: "Everything else",
  list: "On list",
  anyList: "Any list",
  tag: "Tag",
  anyTag: "Any tag",
  activeFilters: "Filters that are set",
  removeFilter: (words: string) => `Remove the filter ${words}`,
  chip: {
    q: (text: string) => `Search: ${text}`,
    status: (value: InquiryStatus) => `Status: ${common.status[value]}`,
    decision: (value: Outcome | "none") =>
      `Decision: ${value === "none" ? "Undecided" : common.outcome[value]}`,
    workflow: (name: string) => `Workflow: ${name}`,
    route: (name: string) => `Route: ${name}`,
    list: (name: string) => `On list: ${name}`,
    tag: (tag: string) => `Tag: ${tag}`,
    createdAfter: (day: string) => `Created since ${day}`,
    createdBefore: (day: string) => `Created until ${day}`,
  },
  clear: "Clear filters",
  table: "Inquiries",
  columns: {
    person: "Person",
    status: "Status",
    decidedBy: "Decided by",
    country: "Country",
    created: "Created",
  },
  byHand: "by hand",
  workflowVersion: (workflow: string, version: number) =>
    `${workflow}, version ${formatNumber(version)}`,
  emptyTitle: "No inquiries yet",
  emptyDetail:
    "Inquiries arrive through the API when people finish an identity check. Create one by hand to see how it works.",
  emptyReadOnly: "Inquiries arrive through the API when people finish an identity check.",
  noneMatchTitle: "No inquiry matches these filters",
  noneMatchDetail: (filters: readonly string[], q: string | undefined) => {
    const asked = `Asked for: ${filters.join(" · ")}.`;
    if (q === undefined) return `${asked} Take a filter away to see more.`;
    return `${asked} “${q}” was compared with whole ids, reference ids and e-mail addresses, and with the beginnings of last names.`;
  },
} as const;

export const inquiry = {
  back: "Inquiries",
  decision: "Decision",
  undecided: "Not decided yet.",
  undecidedOpen: "Not decided yet: the identity check has not completed.",
  comment: "Comment",
  runs: "Runs",
  noRuns: "No workflow ran on this inquiry.",
  noRunsOpen: "Workflows run when the inquiry completes.",
  version: (version: number) => `version ${formatNumber(version)}`,
  applied: "Applied",
  notApplied,
  replay: "Replay",
  replayAgrees: "Replayed: the same route, the same actions and the same trace.",
  replayDiffers:
    "Replayed: the answer differs from what was recorded. Tell whoever runs Pointsman for you.",
  showTrace: "Show how it was decided",
  hideTrace: "Hide how it was decided",
  leftAlone: "Left alone",
  who: "Who",
  field: (key: string) => fields[key] ?? key,
  noFields: "No details were sent.",
  erasedFields: "The details were erased.",
  attributes: "Attributes",
  noAttributes: "Attributes are computed when the inquiry completes.",
  sent: "sent by your system",
  derived: "computed",
  derivedFrom: (source: string) => `computed from ${fields[source]?.toLowerCase() ?? source}`,
  derivedFromVerification: (kind: Verification["kind"]) =>
    `computed from the newest ${verificationKind[kind].toLowerCase()}`,
  listMatches: "List matches",
  noListMatches: "On no list.",
  matchedBy: "matched by",
  session: "Session",
  sessionField: {
    ip_address: "IP address",
    user_agent: "Browser",
    browser_fingerprint: "Browser fingerprint",
    device_fingerprint: "Device fingerprint",
  },
  verifications: "Verifications",
  verificationKind,
  verificationStatus,
  similarity: (score: number) => `similarity ${formatNumber(score)}`,
  liveness: (score: number) => `liveness ${formatNumber(score)}`,
  details: "Details",
  id: "Id",
  reference: "Reference",
  template: "Template",
  created: "Created",
  completed: "Completed",
  timeline: "Timeline",
  noTimeline: "Nothing has happened yet.",
  tags: "Tags",
  noTags: "No tags.",
  addTag: "Add a tag",
  addTagHint: "Type and press Enter",
  removeTag: (tag: string) => `Remove the tag ${tag}`,
  findTag: (tag: string) => `Find inquiries tagged ${tag}`,
  tagAdded: (tag: string) => `Tagged ${tag}.`,
  tagRemoved: (tag: string) => `The tag ${tag} is removed.`,
  decide,
  decideTitle,
  decideComment: "Comment",
  decideCommentHint: "Kept with the decision. Colleagues and auditors will read it.",
  decideCommentNeeded: "Say why the decision is overturned.",
  overturn:
    "This overturns the present decision. It needs a comment, and both decisions stay in the timeline.",
  decided: (outcome: Outcome, person: string) =>
    ({
      approve: `${person} is approved.`,
      decline: `${person} is declined.`,
      mark_for_review: `${person} is marked for review.`,
    })[outcome],
  notDecided: "Nothing was decided",
  complete: "Complete inquiry",
  completedNotice: "The inquiry is completed.",
  runCount: (count: number) => plural(count, { one: "run", other: "runs" }),
} as const;

export const newInquiry = {
  title: "New inquiry",
  intro:
    "Creates an inquiry and completes it at once, as your systems would do through the API. Workflows that run decide it.",
  person: "Person",
  check: "Identity check",
  session: "Session",
  subdivisionHint: "For addresses in the United States: a state, for example CA.",
  similarity: "Selfie: document similarity",
  liveness: "Selfie: liveness",
  scoreHint: "0 to 100. Leave empty for missing.",
  failedAttempts: "Failed verification attempts",
  ipAddress: "IP address",
  ipHint: "For example 203.0.113.7",
  reference: "Reference",
  referenceHint: "Your own key for this person. It can be used once.",
  submit: "Create and complete",
  failed: "The inquiry was not completed",
  scoreRange: "Use a number from 0 to 100 with at most four decimals.",
  attemptsRange: "Use a whole number from 0 up.",
  noCountry: "Not given",
} as const;
