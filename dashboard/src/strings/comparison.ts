// Words of what differs between two texts, and between a workflow and those that run beside it.
import type { ActionKind } from "@/api/types.ts";

const becomes: Record<ActionKind, string> = {
  approve: "approved",
  decline: "declined",
  mark_for_review: "sent to review",
  do_nothing: "left as they are",
};

const does: Record<ActionKind, string> = {
  approve: "approves",
  decline: "declines",
  mark_for_review: "sends to review",
  do_nothing: "leaves alone",
};

export const comparison = {
  title: "Compare versions",
  withBefore: (before: number) => `Compare with version ${before}`,
  back: "All versions",
  from: "From",
  to: "To",
  version: (n: number) => `Version ${n}`,
  running: (n: number) => `Version ${n}, which runs`,
  draft: "The draft",
  one: "There is one version. There is something to compare once a second one is published.",
  same: "Both sides are the same version.",
  views: "What to compare",
  view: { words: "Words", meaning: "Meaning", people: "People" },
  words: {
    hint: "What was written differently.",
    none: "No route, condition or action differs.",
    unreadable: (because: string) => `What was written differently cannot be said: ${because}.`,
    label: "Changes in words",
  },
  meaning: {
    hint: "For whom it makes a difference: proved for every inquiry there can be, whatever the past was like.",
    title: "What it means",
    label: "Changes in meaning",
    equal: "Proved: no decision changes",
    equalDetail:
      "Both decide every inquiry alike and by the same routes, whatever is on the lists.",
    onlyReasons: "Proved: no decision changes",
    onlyReasonsDetail: "Some inquiries take another route that does the same.",
    decision: (from: ActionKind, to: ActionKind) =>
      `Some who were ${becomes[from]} are ${becomes[to]}`,
    reason: (action: ActionKind) => `Some are ${becomes[action]} by another route`,
    elsewhere:
      "Not with what is on the lists today: only with other items on them would it happen.",
    region: (text: string) => `If ${text}.`,
    regions: "For whom",
    moreRegions: "And for others, who are not described.",
    example: "For example",
    routes: (from: string, to: string) => `It went to ${from} and goes to ${to}.`,
    tryExample: "Try the example",
    undecided: (from: ActionKind, to: ActionKind) =>
      from === to
        ? `Whether some are ${becomes[from]} by another route could not be proved:`
        : `Whether some who were ${becomes[from]} are ${becomes[to]} could not be proved:`,
    unproved: (because: string) => `Nothing could be proved: ${because}.`,
    against: (n: number) => `Against version ${n}.`,
  },
  people: {
    hint: "Whom of the past it would have decided differently.",
  },
  beside: {
    title: "Beside other workflows",
    label: "Disagreements with other workflows",
    /** Whoever runs first decides. */
    line: (other: string, theirs: ActionKind, ours: ActionKind, runsBefore: boolean) =>
      runsBefore
        ? `“${other}” runs before this one and ${does[theirs]} somebody whom this one ${does[ours]}. What “${other}” decides counts.`
        : `“${other}” runs after this one and ${does[theirs]} somebody whom this one ${does[ours]}. What this one decides counts.`,
    elsewhere: "With other items on the lists than today.",
    undecided: (other: string, theirs: ActionKind, ours: ActionKind, because: string) =>
      `Whether “${other}” ever ${does[theirs]} somebody whom this one ${does[ours]} could not be proved: ${because}`,
    notAsked: (other: string, version: number, because: string) =>
      `“${other}”, version ${version}, runs beside it and was not compared: ${because}`,
    agrees: (names: string) => `Proved: never differently than ${names}.`,
    order: "Change the order",
  },
} as const;
