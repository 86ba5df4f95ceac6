import { formatList, formatNumber } from "./format.ts";

export const workflows = {
  title: "Workflows",
  intro: "They run from the top. The first that decides an inquiry settles it.",
  add: "Add new workflow",
  table: "Workflows",
  archivedTable: "Archived workflows",
  showArchived: "Show archived",
  showCurrent: "Show current",
  columns: {
    position: "Order",
    name: "Name",
    event: "Runs when",
    state: "State",
    version: "Version",
    since: "Running since",
    today: "Outcomes today",
    days: "Runs, 14 days",
  },
  version: (version: number) => formatNumber(version),
  draftBeside: "draft with changes",
  noRunsToday: "None today",
  today: (parts: readonly string[]) => formatList(parts),
  approve: (count: number) => `${formatNumber(count)} approved`,
  decline: (count: number) => `${formatNumber(count)} declined`,
  mark_for_review: (count: number) => `${formatNumber(count)} to review`,
  do_nothing: (count: number) => `${formatNumber(count)} left as is`,
  order: {
    change: "Change the order",
    title: "Order of workflows",
    intro:
      "All running workflows look at each inquiry, from the top. The first decision other than Do nothing counts; the later ones are noted and not applied. New workflows go last.",
    keyboardHint: "Alt + ↑ / ↓ moves the workflow you are in",
    up: "Move up",
    down: "Move down",
    moveUp: (name: string) => `Move ${name} up`,
    moveDown: (name: string) => `Move ${name} down`,
    position: (name: string, position: number, count: number) =>
      `${name}, ${formatNumber(position)} of ${formatNumber(count)}`,
    moved: (name: string, position: number, count: number) =>
      `${name} is now ${formatNumber(position)} of ${formatNumber(count)}`,
    effect: "What this changes",
    unchanged: "The order is as it was.",
    noEffect:
      "Nothing changes for now: only running workflows decide. The order counts once the others are started.",
    before: (name: string, others: string) =>
      `${name} will decide before ${others}. Where both decide an inquiry, the decision of ${name} counts.`,
    after: (name: string, others: string) =>
      `${name} will decide after ${others}. Where one of them has decided an inquiry, ${name} no longer does.`,
    save: "Save this order",
    saved: "The order is saved. It holds for every inquiry that completes from now on.",
    notSaved: "The order was not saved",
    stale:
      "Someone changed the order, or the workflows, meanwhile. Look at it as it is now and change it again.",
    showPresent: "Show the present order",
  },
  emptyTitle: "No workflows yet",
  emptyDetail:
    "A workflow is an ordered set of routes. It decides each inquiry that completes, and can say why.",
  emptyReadOnly: "No one has added a workflow yet. An editor or an administrator can.",
  noArchivedTitle: "Nothing is archived",
  noArchivedDetail: "Workflows that are archived are kept here with their versions and runs.",
} as const;

export const newWorkflow = {
  title: "Add new workflow",
  intro: "It starts as an empty draft. Nothing runs before you publish it and press play.",
  name: "Name",
  nameHint: "Colleagues see it everywhere a decision is explained.",
  event: "Event",
  eventHint: "When this happens, the workflow runs.",
  submit: "Create workflow",
  failed: "The workflow was not created",
} as const;
