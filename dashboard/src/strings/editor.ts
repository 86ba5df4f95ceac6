// Words of the workflow editor: routes, conditions, saving, and the checks of typed values.
import type { Operation } from "@/editor/model/operations.ts";
import { draftText } from "./draft-text.ts";
import { formatNumber, plural } from "./format.ts";
import { workflowPage } from "./workflow.ts";

const untitled = "Untitled route";
const named = (name: string | null) => (name?.trim() ? `“${name.trim()}”` : untitled.toLowerCase());

/** What a step did, for “Undo: …”. */
function step(operation: Operation, routeName: string | null): string {
  switch (operation.kind) {
    case "add_route":
      return "add a route";
    case "rename_route":
      return `rename ${named(routeName)}`;
    case "duplicate_route":
      return `duplicate ${named(routeName)}`;
    case "delete_route":
      return `delete ${named(routeName)}`;
    case "move_route":
      return `move ${named(routeName)}`;
    case "set_action":
      return `change the action of ${named(routeName)}`;
    case "set_everything_else":
      return "change Everything else";
    case "add_condition":
      return `add a condition to ${named(routeName)}`;
    case "add_group":
    case "wrap_in_group":
      return `add a group to ${named(routeName)}`;
    case "change_condition":
      return `change a condition of ${named(routeName)}`;
    case "add_missing":
      return `take missing values too in ${named(routeName)}`;
    case "remove_condition":
      return `remove a condition from ${named(routeName)}`;
    case "set_group_mode":
      return `change a group of ${named(routeName)}`;
    case "replace_all":
      return replaced[operation.reason];
  }
}

const replaced = {
  theirs: "take over the other text",
  mine: "keep your text",
  changed_elsewhere: "a change made elsewhere",
  text: "change the text",
} as const;

const routes = {
  heading: "Routes",
  firstMatch: "The first route that matches decides. The rest are not tried.",
  untitled,
  position: (name: string, position: number, count: number) =>
    `${name.trim() || untitled}, route ${formatNumber(position)} of ${formatNumber(count)}`,
  moved: (name: string, position: number, count: number) =>
    `${name.trim() || untitled} is now ${formatNumber(position)} of ${formatNumber(count)}`,
  add: "Add route",
  addFirst: "Add the first route",
  added: "Route added. Give it a name.",
  emptyTitle: "No routes yet",
  emptyDetail:
    "A route says which inquiries to decide and how. Without any, Everything else decides them all.",
  name: "Route name",
  namePlaceholder: "For example: Minors",
  edit: (name: string) => `Edit ${name.trim() || untitled}`,
  moveUp: (name: string) => `Move ${name.trim() || untitled} up`,
  moveDown: (name: string) => `Move ${name.trim() || untitled} down`,
  more: (name: string) => `More for ${name.trim() || untitled}`,
  up: "Move up",
  down: "Move down",
  duplicate: "Duplicate",
  delete: "Delete",
  copyName: (name: string) => (name.trim() ? `${name.trim()} (copy)` : ""),
  deleted: (name: string) => `${name.trim() || untitled} is deleted.`,
  duplicated: (name: string) => `${name.trim() || untitled} is duplicated.`,
  keyboardHint: "Alt + ↑ / ↓ moves the route you are in",
  limit: (most: number) => `A workflow has at most ${formatNumber(most)} routes.`,
} as const;

const conditions = {
  heading: "If inquiry",
  then: "Then",
  action: "Action",
  chooseAction: "Choose an action",
  noAction: "No action yet",
  add: "Add condition",
  addPlaceholder: "Type an attribute, a list or a comparison",
  nothingFound: "Nothing fits. Try the name of an attribute, a list or a comparison.",
  addGroup: "Add group",
  groupHeading: { attributes: "Attributes", lists: "Lists", operators: "Comparisons" },
  match: "Match",
  mode: { all: "all of these", any: "any of these", none: "none of these" },
  joint: { all: "and", any: "or", none: "nor" },
  group: (mode: "all" | "any" | "none") =>
    ({ all: "Group: all of these", any: "Group: any of these", none: "Group: none of these" })[
      mode
    ],
  emptyRoute: "No condition yet. The route matches nobody until it has one.",
  emptyGroup: "This group is empty.",
  removeGroup: "Remove group",
  remove: "Remove condition",
  condition: (position: number) => `Condition ${formatNumber(position)}`,
  attribute: "Attribute",
  operator: "Comparison",
  value: "Value",
  low: "From",
  high: "To",
  list: "List",
  lists: "Lists",
  chooseList: "Choose a list",
  chooseLists: "Choose lists",
  chooseValue: "Choose a value",
  chooseValues: "Choose values",
  noLists: "There are no lists yet. Add one under Lists first.",
  noListFound: "No list has this name",
  noValueFound: "No value has this name",
  archivedList: (name: string) => `${name} (archived, matches nothing)`,
  emptyList: (name: string) => `${name} (empty)`,
  unknownList: (id: string) => `${id} (not there any more)`,
  unknownAttribute: (key: string) => `${key} (not known here)`,
  readOnlyPart: "Nested too deep to edit here. It stays as it is.",
  added: (label: string) => `Condition added: ${label}. Give it a value.`,
  addedWhole: (label: string) => `Condition added: ${label}.`,
  removed: "Condition removed.",
  removeNamed: (position: number) => `Remove condition ${formatNumber(position)}`,
  emptyNote: "empty",
  itemsNote: (items: number) => plural(items, { one: "item", other: "items" }),
  notExplained: "A part that this dashboard cannot explain",
  limit: (most: number) => `A route has at most ${formatNumber(most)} conditions.`,
} as const;

const values = {
  notANumber: "Type a number, with a point before decimals.",
  notWhole: "Only whole numbers here.",
  tooPrecise: "At most four digits after the point.",
  tooLow: (least: number) => `At least ${formatNumber(least)}.`,
  tooHigh: (most: number) => `At most ${formatNumber(most)}.`,
  reversed: "The first number is greater than the second.",
  use: (value: number) => `Use ${formatNumber(value)}`,
  swap: "Swap them",
  range: (min: number, max: number, unit: string | null) =>
    `${formatNumber(min)} to ${formatNumber(max)}${unit === null ? "" : ` ${unit}`}`,
} as const;

const everythingElse = {
  name: "Everything else",
  detail: "For inquiries that no route above has taken. Always last.",
  approves: "Every inquiry that no route takes is approved. Check that this is what you want.",
  action: "Action for everything else",
} as const;

const saving = {
  saved: (time: string) => `Saved ${time}`,
  saving: "Saving …",
  waiting: "Not saved: the server does not answer. Your text is kept here and sent again.",
  refused: (detail: string) => `Not saved: ${detail}`,
  looking: "Looking at what was changed elsewhere …",
  conflict: "Not saved: someone else changed this draft",
  held: {
    reading: "Saving …",
    broken: "Not saved: the text cannot be read",
    unreachable: "Not saved: the server does not answer",
    overtaken: "Not saved: the draft was changed elsewhere",
  },
  save: "Save draft",
  retry: "Save now",
  allSaved: "Everything is saved.",
  leaving: "Some changes are not saved yet.",
  changedBy: (name: string) =>
    `${name} changed this draft. You see the new text; Undo shows the old.`,
  undo: (what: string) => `Undo: ${what}`,
  redo: (what: string) => `Redo: ${what}`,
  nothingToUndo: "Nothing to undo",
  nothingToRedo: "Nothing to redo",
  undone: (what: string) => `Undone: ${what}`,
  redone: (what: string) => `Redone: ${what}`,
} as const;

const conflict = {
  heading: "Two people changed this draft",
  detail: (name: string, time: string) =>
    `${name} saved another text at ${time}. Nothing is lost: choose one, and Undo brings up the other.`,
  gone: "This draft was published or discarded meanwhile. You can keep your text as a new draft.",
  mine: "Yours",
  theirs: (name: string) => `${name}’s`,
  absent: "Not in this text",
  order: "The routes stand in another order.",
  same: "Both texts say the same.",
  keepMine: "Keep mine",
  useTheirs: "Use theirs",
  letGo: "Let mine go",
} as const;

const remarks = {
  error: "Error",
  warning: "Warning",
  byCode: {
    no_route_name: "Give the route a name.",
    no_conditions: "Add a condition, or delete the route: without one it matches nobody.",
    empty_group: "Add a condition to this group, or remove it.",
    no_value: "Give it a value.",
    empty_value: "Choose at least one.",
    no_decision: "Choose an action.",
    no_everything_else: "Choose an action.",
  },
  counts: (errors: number, warnings: number) =>
    [
      errors > 0 ? plural(errors, { one: "problem", other: "problems" }) : "",
      warnings > 0 ? plural(warnings, { one: "warning", other: "warnings" }) : "",
    ]
      .filter(Boolean)
      .join(", "),
} as const;

export const editor = {
  page: workflowPage,
  step,
  routes,
  conditions,
  values,
  everythingElse,
  saving,
  conflict,
  remarks,
  text: draftText,
} as const;
