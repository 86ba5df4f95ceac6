import { formatList, formatNumber, plural } from "./format.ts";

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
  },
  version: (version: number) => formatNumber(version),
  draftBeside: "draft with changes",
  noRunsToday: "None today",
  today: (parts: readonly string[]) => formatList(parts),
  approve: (count: number) => `${formatNumber(count)} approved`,
  decline: (count: number) => `${formatNumber(count)} declined`,
  mark_for_review: (count: number) => `${formatNumber(count)} to review`,
  do_nothing: (count: number) => `${formatNumber(count)} left as is`,
  moveUp: (name: string) => `Move ${name} up`,
  moveDown: (name: string) => `Move ${name} down`,
  moved: (name: string, position: number, count: number) =>
    `${name} is now ${formatNumber(position)} of ${plural(count, { one: "workflow", other: "workflows" })}`,
  emptyTitle: "No workflows yet",
  emptyDetail:
    "A workflow is an ordered set of routes. It decides each inquiry that completes, and can say why.",
  emptyReadOnly: "No one has added a workflow yet. An administrator can.",
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
