// Words of what the editor knows: counts, changes, findings, the impact bar, the flow and the threshold lens.
import type { ActionKind } from "@/api/types.ts";
import {
  formatChange,
  formatList,
  formatNumber,
  formatPoints,
  formatShare,
  plural,
  pluralForm,
} from "./format.ts";

const people = (count: number) => plural(count, { one: "inquiry", other: "inquiries" });
const peopleWithShare = (part: number, whole: number) =>
  `${people(part)} (${formatShare(part, whole)})`;
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const outcome: Record<ActionKind, string> = {
  approve: "approve",
  decline: "decline",
  mark_for_review: "review",
  do_nothing: "do nothing",
};

const outcomeName: Record<ActionKind, string> = {
  approve: "Approve",
  decline: "Decline",
  mark_for_review: "Review",
  do_nothing: "Do nothing",
};

const treated: Record<ActionKind, { one: string; other: string }> = {
  approve: { one: "approves this one", other: "approves them" },
  decline: { one: "declines this one", other: "declines them" },
  mark_for_review: { one: "sends this one to review", other: "sends them to review" },
  do_nothing: { one: "leaves this one as it is", other: "leaves them as they are" },
};

const done: Record<ActionKind, string> = {
  approve: "approved",
  decline: "declined",
  mark_for_review: "sent to review",
  do_nothing: "left as they are",
};

const counts = {
  share: (part: number, whole: number) => formatShare(part, whole),
  change: (gained: number, lost: number) =>
    [gained > 0 ? formatChange(gained) : "", lost > 0 ? formatChange(-lost) : ""]
      .filter(Boolean)
      .join(" "),
  difference: (by: number) => formatChange(by),
  /** The whole card's count, for who hears it. */
  said: (count: number, whole: number) =>
    `Takes ${people(count)}, ${formatShare(count, whole)} of those considered.`,
  saidChange: (gained: number, lost: number) =>
    gained === 0 && lost === 0
      ? "As in the version that runs."
      : `Against the version that runs ${plural(gained, { one: "more comes here", other: "more come here" })} and ${plural(lost, { one: "no longer does", other: "no longer do" })}.`,
  saidDifference: (by: number) => `Against the version that runs: ${formatChange(by)}.`,
  left: (left: number, whole: number) => `Still undecided here: ${formatShare(left, whole)}.`,
  settledEarlier: (count: number) =>
    plural(count, {
      one: "of these is settled by an earlier workflow.",
      other: "of these are settled by an earlier workflow.",
    }),
  stale: {
    counting: "Being counted again.",
    before: "This is of the text before.",
    failed: "Counting again failed; this is what was known before.",
    reading: "History is still being read.",
  },
  changeHint: "Came and went, against the version that runs",
} as const;

const scope = {
  any_lists: "This holds whatever is on the lists.",
  present_lists: "This holds for what is on the lists today.",
} as const;

const finding = {
  label: (name: string) => `Findings on ${name}`,
  never_matches: "Never matches",
  undecided: "Not proved",
  contradiction: "Contradiction",
  redundant: "Redundant condition",
  overlap: "Overlap",
  more: (count: number) => `${formatNumber(count)} more`,
  neverBecause: (positions: readonly string[]) => {
    if (positions.length === 0) return "Never matches. Its conditions cannot hold for anybody.";
    if (positions.length === 1)
      return `Never matches. Route ${positions[0]} already takes everyone it would take.`;
    return `Never matches. Routes ${formatList(positions)} already take everyone it would take.`;
  },
  elseNever: "Nobody gets here: the routes above take everyone.",
  undecidedBecause: (because: string | null) =>
    because === null
      ? "Whether anybody gets here could not be proved."
      : `Whether anybody gets here could not be proved: ${because}`,
  neverHolds: "One of its conditions never holds for anybody who meets the others.",
  changesNothing: "One of its conditions changes nothing: without it, the same inquiries match.",
  overlapWith: (position: string, name: string, isAbove: boolean) =>
    isAbove
      ? `Some inquiries fit route ${position}, ${name}, too. They go there, because it stands above.`
      : `Some inquiries fit route ${position}, ${name}, too. They come here, because this one stands above.`,
  moreOverlaps: (count: number) =>
    `${plural(count, { one: "more overlap is", other: "more overlaps are" })} not shown.`,
  undecidedOverlaps: (count: number) =>
    `Of ${plural(count, {
      one: "pair of routes it is not known whether the two overlap.",
      other: "pairs of routes it is not known whether they overlap.",
    })}`,
  scope,
  sample: "For example",
  sampleNone: "Somebody of whom nothing is known.",
  moveAbove: (position: string) => `Move above ${position}`,
  showOverlap: "Show overlap",
  showExample: "Try the example",
  markIntended: "Mark as intended",
  showAgain: "Not intended",
  intended: (count: number) => (count === 1 ? "1 intended" : `${formatNumber(count)} intended`),
  intendedBy: (who: string, when: string) => `Marked as intended by ${who} on ${when}.`,
  isIntended: "The finding is marked as intended.",
  isShownAgain: "The finding is shown again.",
  stale: {
    counting: "The routes are being proved again.",
    before: "This is of the text before.",
    failed: "Proving again failed; this is what was known before.",
    reading: "History is still being read.",
  },
  missing: (count: number, attribute: string, action: ActionKind) =>
    `${plural(count, { one: "person has", other: "people have" })} no ${attribute}; Everything else ${pluralForm(count, treated[action])}.`,
  approvesByDefault: (count: number, whole: number) =>
    `Approves by default: ${peopleWithShare(count, whole)} that no route takes.`,
  findings: "Findings",
} as const;

const missing = {
  doNotMatch: (part: number, whole: number) =>
    `${peopleWithShare(part, whole)} ${pluralForm(part, {
      one: "has no value and does not match",
      other: "have no value and do not match",
    })}`,
  neither: (part: number, whole: number) =>
    `${peopleWithShare(part, whole)} ${pluralForm(part, {
      one: "has no value; for it this is neither true nor false",
      other: "have no value; for them this is neither true nor false",
    })}`,
  noLists: (part: number, whole: number) =>
    `${peopleWithShare(part, whole)} ${pluralForm(part, {
      one: "has no list matches on record and does not match",
      other: "have no list matches on record and do not match",
    })}`,
  add: "or is missing",
  addLabel: (attribute: string) => `or is missing: also match without ${attribute}`,
  added: (attribute: string) => `Now matches as well when ${attribute} is missing.`,
} as const;

const windowName = {
  "7": "Last 7 days",
  "30": "Last 30 days",
  "90": "Last 90 days",
  all: "All time",
} as const;

const bar = {
  label: "Impact on past inquiries",
  window: "Past inquiries to count",
  windowName,
  considered: (count: number) => people(count),
  outcome: outcomeName,
  points: (points: number) => `(${formatPoints(points)})`,
  saidPoints: (points: number, version: number) =>
    `${formatPoints(points)} percentage points against version ${formatNumber(version)}`,
  took: (ms: number) => `counted in ${formatNumber(Math.max(1, Math.round(ms)))} ms`,
  against: (version: number) => `Against version ${formatNumber(version)}, which runs.`,
  againstVersion: (version: number) => `Against version ${formatNumber(version)}.`,
  againstNone: "Nothing runs yet, so there is nothing to compare with.",
  againstPaused: "The workflow is paused, so there is nothing that runs to compare with.",
  behind: (time: string) => `Counts reach as far as ${time}; newer inquiries follow.`,
  beingRead: (count: number) =>
    count === 0
      ? "History is still being read. Counts follow."
      : `History is still being read. ${pluralForm(count, { one: "This is", other: "These are" })} the first ${people(count)} of it; the rest follows.`,
  noHistory: "There is no history yet. Import past inquiries, or wait for the first to complete.",
  unknownLists: (count: number) =>
    plural(count, {
      one: "inquiry has no list matches on record; conditions on lists are unknown for it.",
      other: "inquiries have no list matches on record; conditions on lists are unknown for them.",
    }),
  counting: "Counting …",
  stale: "Counts of the text before; counting again.",
  come: (considered: number, all: number) =>
    `Counted so far: ${formatNumber(considered)} of ${people(all)}.`,
  mend: "Counts are of the text before: mend the problems, and it is counted again.",
  mendFirst: "Nothing is counted yet: mend the problems first.",
  failed: (why: string) => `Not counted: ${why}`,
  retry: "Count again",
  showFlow: "What changes",
  hideFlow: "Hide what changes",
} as const;

const flow = {
  title: "What changes",
  intro: (version: number) =>
    `From version ${formatNumber(version)}, which runs, to this text. Each row leads to its inquiries.`,
  none: "Nobody is decided differently, and nobody takes another route.",
  noBaseline: "Nothing runs yet. Once a version runs, this shows who would be decided differently.",
  paused:
    "The workflow is paused. Once it runs again, this shows who would be decided differently.",
  decisions: "Decided differently",
  routes: "Same decision by another route",
  from: "Runs now",
  fromVersion: (version: number) => `Version ${formatNumber(version)}`,
  to: "This text",
  count: "Inquiries",
  show: (count: number) => `Show ${people(count)}`,
  more: (count: number) =>
    `${plural(count, { one: "more row is", other: "more rows are" })} left out.`,
  lists: "Lists",
  listsName: { now: "Lists as they are now", then: "Lists as they were then" },
  by: (action: ActionKind, route: string) => `${outcomeName[action]} by ${route}`,
  unknownRoute: (id: string) => `a route of that version (${id})`,
  cell: (from: string, to: string) => `From ${from} to ${to}`,
  backToFlow: "Back to all changes",
  inquiries: "Inquiries of this row, newest first",
  person: "Inquiry",
  completed: "Completed",
  recorded: "Decided then",
  notDecided: "Not by a workflow",
  empty: "No inquiry is in this row any more.",
  close: "Close",
} as const;

const changes = {
  one: (count: number, from: ActionKind, to: ActionKind) =>
    `${plural(count, { one: "inquiry changes", other: "inquiries change" })} from ${outcome[from]} to ${outcome[to]}`,
  next: (count: number, from: ActionKind, to: ActionKind) =>
    `${formatNumber(count)} from ${outcome[from]} to ${outcome[to]}`,
  more: (count: number) => `${formatNumber(count)} in other ways`,
  none: "no decision changes",
  sameShares: "every outcome stays as frequent as it was",
  against: (version: number, what: string) => `against version ${formatNumber(version)}, ${what}`,
  shift: (by: number, action: ActionKind) =>
    `${formatNumber(Math.abs(by))} ${by < 0 ? "fewer" : "more"} ${done[action]}`,
  list: formatList,
  moved: (moved: string, what: string) => `${moved}; ${what}`,
} as const;

const lens = {
  label: (attribute: string) => `What each value of ${attribute} would do`,
  slider: (attribute: string) => `Value of ${attribute}`,
  hint: "Drag the marker, or use the arrow keys.",
  loading: "Looking at every value …",
  stale: "The curve of the text before; looking again.",
  flat: "No value makes a difference to past inquiries.",
  failed: (why: string) => `The curve cannot be shown: ${why}`,
  at: (value: number) => `At ${formatNumber(value)}:`,
  share: (action: ActionKind, count: number, whole: number) =>
    `${outcome[action]} ${formatShare(count, whole)}`,
  changed: (count: number, from: number) =>
    count === 0
      ? `as at ${formatNumber(from)}`
      : `${plural(count, { one: "inquiry is", other: "inquiries are" })} decided differently than at ${formatNumber(from)}`,
  valueText: (value: number, parts: readonly string[]) =>
    [formatNumber(value), ...parts].join(", "),
  list: (parts: readonly string[]) => capitalised(parts.join(" · ")),
  between: "Between two cut points. The bar below has its exact counts.",
} as const;

const publish = {
  effect: "Effect on past inquiries",
  route: "Route",
  before: "Runs now",
  after: "This text",
  change: "Change",
  table: "Inquiries by route, before and after",
  topChanges: "Biggest changes",
  allChanges: "See all changes and their inquiries",
  proofs: "Proofs",
  reachable: { yes: "Reachable", no: "Never matches", undecided: "Not proved" },
  allReachable: "Every route can be reached.",
  proofsTable: "Which routes can be reached",
  verdict: "Verdict",
  missing: "Missing values that fall through",
  intended: (count: number) =>
    `${plural(count, { one: "finding is", other: "findings are" })} marked as intended.`,
  noProofs: "Nothing has been proved about the routes yet.",
} as const;

export const knowing = {
  outcome,
  outcomeName,
  counts,
  finding,
  missing,
  bar,
  flow,
  changes,
  lens,
  publish,
} as const;
