import type { ActionKind } from "@/api/types.ts";
import { formatNumber, plural } from "./format.ts";

const INQUIRIES = { one: "inquiry", other: "inquiries" };
const RUNS = { one: "run", other: "runs" };

const outcome: Record<Exclude<ActionKind, "do_nothing">, string> = {
  approve: "Approved",
  mark_for_review: "Sent to review",
  decline: "Declined",
};

export const home = {
  title: "Home",
  toDo: "What needs you",
  nothingToDo: "Nothing waits for you.",
  review: (count: number) =>
    `${plural(count, INQUIRIES)} ${count === 1 ? "waits" : "wait"} for review`,
  oldest: (ago: string) => `The oldest came in ${ago}.`,
  yourDraft: (workflow: string) => `Your draft of ${workflow}`,
  draftOf: (workflow: string, person: string) => `Draft of ${workflow} by ${person}`,
  saved: (ago: string) => `Saved ${ago}. Nothing runs before it is published and started.`,
  moreDrafts: (count: number) => `${formatNumber(count)} more under Workflows`,
  brokenImport: (list: string) => `The import into ${list} broke off`,
  brokenImportHint: (ago: string) => `It got on last ${ago}. Nothing of it is visible.`,
  outcomes: "What workflows decided",
  outcomesHint:
    "Decisions that workflows applied, by the moment of the run. Days begin at midnight in UTC.",
  outcome,
  columns: { outcome: "Outcome", change: "Change" },
  all: "All",
  today: {
    table: "Today",
    now: "Today",
    before: "A week before",
    hint: "Up to the same time of day.",
  },
  week: {
    table: "Last 7 days",
    now: "7 days",
    before: "7 before",
    hint: "Seven times 24 hours up to now, and the seven before.",
  },
  share: (count: string, share: string) => `${count} (${share})`,
  noOutcomes: "No workflow decided anything in these two weeks.",
  automation: "Decided without a person",
  automationHint:
    "Of the inquiries that were approved or declined, those whose present decision a workflow made. An overturn counts as a person's.",
  automationOf: (byWorkflows: number, decided: number) =>
    `${formatNumber(byWorkflows)} of ${plural(decided, INQUIRIES)} in the last 7 days`,
  automationBefore: (share: string, byWorkflows: number, decided: number) =>
    `The 7 days before: ${share}, ${formatNumber(byWorkflows)} of ${formatNumber(decided)}.`,
  automationNoneBefore: "Nothing was decided in the 7 days before.",
  automationNone: "Nothing was approved or declined in the last 7 days.",
  workflows: "Workflows that run",
  workflowsTable: "Workflows that run",
  noWorkflows: "No workflow runs.",
  noWorkflowsHint: "Until one runs, inquiries complete and stay undecided.",
  seeWorkflows: "See all workflows",
  addWorkflow: "Add new workflow",
  workflowColumns: { name: "Workflow", today: "Outcomes today", days: "Runs, 14 days" },
  since: (version: number, since: string) => `version ${formatNumber(version)}, since ${since}`,
  spark: (days: readonly { day: string; count: number }[]) => {
    const all = days.reduce((sum, { count }) => sum + count, 0);
    const today = days.at(-1);
    const most = days.reduce((best, day) => (day.count > best.count ? day : best), {
      day: "",
      count: -1,
    });
    if (all === 0) return "No runs in 14 days.";
    return `${plural(all, RUNS)} in 14 days; most on ${most.day}: ${formatNumber(most.count)}; today: ${formatNumber(today?.count ?? 0)}.`;
  },
} as const;
