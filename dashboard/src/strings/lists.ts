import type { ErasedItem, ListType, ListUse, Matches } from "@/api/types.ts";
import { formatNumber, plural } from "./format.ts";

/** What finds an item, by the list's type. */
const searchHints: Record<ListType, string> = {
  ip_address: "Find an address",
  email_address: "Find an address or domain",
  phone_number: "Find a number, from + on",
  name: "Last name, first name",
  country: "Find a code",
  government_id_number: "How the number begins",
  fingerprint: "How it begins",
  text: "How it begins",
};

const items = { one: "item", other: "items" };

export const lists = {
  title: "Lists",
  intro: "Named sets of values. Conditions test whether an inquiry is on one.",
  add: "Add new list",
  table: "Lists",
  archivedTable: "Archived lists",
  showArchived: "Show archived",
  showCurrent: "Show current",
  columns: {
    name: "Name",
    type: "Type",
    items: "Items",
    lastMatch: "Last match",
    usedBy: "Where used",
  },
  neverMatched: "Never matched",
  recentMatches: ({ recent, recent_more, recent_days }: Matches) =>
    `${recent_more ? "more than " : ""}${formatNumber(recent)} in ${plural(recent_days, { one: "day", other: "days" })}`,
  notUsed: "Not used",
  usesHidden: "Hidden",
  usesHiddenDetail: "Workflows are hidden from your role, and so is which of them use this list.",
  usedIn: (use: ListUse) => {
    if (use.where === "draft" || use.version === null) return `${use.workflow_name}, draft`;
    const state = use.running ? ", running" : "";
    return `${use.workflow_name}, version ${formatNumber(use.version)}${state}`;
  },
  namedBy: (invariant: string) => `Invariant “${invariant}”`,
  moreUses: (count: number) => `and ${formatNumber(count)} more`,
  emptyTitle: "No lists yet",
  emptyDetail:
    "Begin with addresses you block or allow. A condition can then send whoever is on the list its own way.",
  emptyReadOnly: "No one has added a list yet. An editor or an administrator can.",
  noArchivedTitle: "Nothing is archived",
  noArchivedDetail:
    "An archived list matches nothing, but past decisions still explain themselves with it.",
} as const;

export const newList = {
  title: "Add new list",
  name: "Name",
  nameHint: "Colleagues read it in every condition, for example Blocked IP addresses.",
  key: "Key",
  keyHint: "For workflows written as text. Cannot be changed later.",
  keyInvalid: "Begin with a letter; then small letters, digits and underscores, at most 63 in all.",
  type: "Type",
  typeHint: "What the items are. Cannot be changed later.",
  example: (example: string) => `For example ${example}`,
  field: "Field",
  fieldHint:
    "The field of an inquiry that items are compared with, as your integration names it. Cannot be changed later.",
  fieldExample: "company",
  description: "Description",
  submit: "Create list",
  failed: "The list was not created",
} as const;

export const list = {
  back: "Lists",
  key: "Key",
  erasedValue: "Erased",
  archived: "Archived",
  archivedNote: "This list is archived: it matches nothing any more.",
  viewsLabel: "Views of this list",
  views: { items: "Items", history: "History", imports: "Imports" },
  items: "Items",
  which: "Which items",
  states: { present: "On the list", removed: "Removed", all: "Both" },
  heldAt: (revision: number) => `What the list held at revision ${formatNumber(revision)}`,
  showNow: "Show what it holds now",
  lastMatch: "Last match",
  noneSuchTitle: "No such items",
  noneSuchDetail: "No item of this list is in that state.",
  removedBy: (who: string) => `Removed by ${who}`,
  erasedBy: (who: string) => `erased by ${who}`,
  erase: (value: string) => `Erase ${value}`,
  eraseTitle: "Erase this item for good?",
  eraseGoes:
    "The value and its note are taken out of the list’s past, however often it was there, out of the bad lines of its imports and out of the record of changes. There is no way back.",
  eraseStays:
    "That an item was on the list, from when to when and by whom, stays, so that past decisions can still be explained.",
  eraseRemoves: "The list is archived. Erasing also takes the item off it.",
  eraseNow: "Erase for good",
  eraseDone: ({ items_erased, present_items, waiting_import }: ErasedItem) =>
    [
      items_erased > 1
        ? `${formatNumber(items_erased)} items that said the same were erased.`
        : "The item was erased.",
      present_items.length > 0 &&
        "The same value is on the list now and stays; to erase that too, remove it first.",
      waiting_import !== null && "An import that has not ended may bring the value again.",
    ]
      .filter(Boolean)
      .join(" "),
  eraseFailed: "The item was not erased",
  itemCount: (count: number) => plural(count, items),
  revision: (revision: number) => `revision ${formatNumber(revision)}`,
  search: "Search items",
  searchHints,
  numberBetween: (least: number, most: number) =>
    `Enter a number from ${formatNumber(least)} to ${formatNumber(most)}.`,
  comparedWith: "compared with the field",
  note: "Note",
  notePlaceholder: "Why, or where from",
  addItem: "Add item",
  addHeading: "Add an item",
  added: (value: string) => `${value} is on the list now.`,
  restored: (value: string) => `${value} is on the list again.`,
  already: (value: string) => `${value} was on the list already.`,
  removed: (value: string) => `${value} was removed.`,
  remove: (value: string) => `Remove ${value}`,
  columns: { value: "Item", note: "Note", added: "Added", lastMatch: "Last match" },
  actions: "Actions",
  emptyTitle: "This list is empty",
  emptyDetail: "Add items one by one, or import a CSV file with one item per line.",
  emptyReadOnly: "Nobody has added items yet.",
  noneMatchTitle: "No item matches",
  noneMatchDetail: (q: string) => `Nothing on this list matches “${q}”.`,
  clearSearch: "Clear search",
  usedBy: "Where used",
  notUsed: "No workflow uses this list yet.",
  import: "Import CSV",
  archive: "Archive",
  archiveTitle: (name: string) => `Archive ${name}?`,
  archiveDetail: "An archived list matches nothing from the next decision on. Its items are kept.",
  archiveHidden:
    "Workflows are hidden from your role. If one of them uses this list, it is not archived.",
  archiveInUseTitle: (name: string) => `${name} is in use`,
  archiveInUse:
    "A list that a workflow or an invariant uses cannot be archived. Take it out of these first:",
  archiveDone: (name: string) => `${name} is archived.`,
  archiveFailed: "The list was not archived",
} as const;

export const importing = {
  title: (name: string) => `Import into ${name}`,
  intro:
    "A CSV file with one item per line, up to 10 million lines or 1 GB. Everything becomes visible at once, when the import ends.",
  oneColumn: (example: string) =>
    `The first column holds the values, for example ${example}; a second one may hold notes. A header is not needed.`,
  severalColumns:
    "What the columns hold depends on how many there are. A further one may hold notes.",
  columnsAre: (labels: readonly string[]) =>
    `${plural(labels.length, { one: "column", other: "columns" })}: ${labels.join(", ")}`,
  columnsExample: "For example",
  columnsHeader: "With a header they may stand in any order. It names them like this:",
  file: "CSV file",
  choose: "Choose a file",
  clear: "Take the file away",
  fileDetail: (name: string, size: string) => `${name} · ${size}`,
  submit: "Import",
  needFile: "Choose a file first.",
  running: "Importing",
  progress: "Import progress",
  percent: (fraction: number) => new Intl.NumberFormat("en", { style: "percent" }).format(fraction),
  sent: (sent: string, total: string) => `${sent} of ${total} sent`,
  linesRead: (count: number) => `${plural(count, { one: "line", other: "lines" })} read`,
  finishing: "All sent. The server is finishing.",
  cancel: "Cancel import",
  failedTitle: "The import did not finish",
  failedDetail: "Nothing was added to the list.",
  discardedTitle: "The import was discarded",
  resumeIntro:
    "Choose the same file as before. What was taken already is compared and skipped, so that no line counts twice.",
  resumeSubmit: "Resume import",
  previewTitle: "The first lines of the file",
  previewEmpty: "The file is empty.",
  previewMore: "and so on",
  previewColumns: { line: "Line", text: "As it stands there" },
  notUtf8:
    "The file does not seem to be UTF-8. Save it as CSV in UTF-8 first, or some lines may be unreadable.",
  doneTitle: "Import finished",
  doneAnnounce: (added: number) => `Import finished: ${plural(added, items)} added.`,
  lines: "Lines read",
  addedCount: "Items added",
  duplicates: "Duplicates skipped",
  passedOver: "Header, empty lines and comments",
  bad: "Lines that could not be used",
  revision: "Visible since revision",
  badTable: "Lines that could not be used",
  badColumns: { line: "Line", value: "Value", reason: "Why" },
  badMore: (count: number) =>
    `${plural(count, { one: "more line", other: "more lines" })} could not be used and ${count === 1 ? "is" : "are"} not shown.`,
  download: "Download these lines",
  downloadName: "lines-not-imported.csv",
  toList: "Go to the list",
  another: "Import another file",
  leaveTitle: "The import is still running",
  leaveDetail:
    "If you leave this page now, the import stops and nothing is added yet. It can be resumed later with the same file.",
  stay: "Stay",
  leave: "Stop import and leave",
} as const;

export const unfinishedImport = {
  brokeOffAt: (line: number) => `An import broke off at line ${formatNumber(line)}`,
  canceledAt: (line: number) => `An import was canceled at line ${formatNumber(line)}`,
  begun: (who: string) => `${who} began it.`,
  nothingVisible: "Nothing of it is on the list yet.",
  sameFile: "Resume it with the same file, or discard it.",
  resume: "Resume",
  discard: "Discard",
  discarded: "The import was discarded.",
} as const;

export const listHistory = {
  table: "History of this list",
  columns: {
    revision: "Revision",
    change: "Change",
    when: "When and by whom",
    held: "What it held",
  },
  added: (value: string | null | undefined) => `${value ?? "An erased item"} was added`,
  removed: (value: string | null | undefined) => `${value ?? "An erased item"} was removed`,
  imported: (count: number) => `${plural(count, items)} came with an import`,
  show: (revision: number) => `Items at revision ${formatNumber(revision)}`,
  emptyTitle: "Nothing has happened yet",
  emptyDetail: "Every item that is added, removed or imported appears here, with who did it.",
} as const;

export const listImports = {
  table: "Imports into this list",
  columns: {
    state: "Import",
    lines: "Lines",
    added: "Added",
    duplicates: "Duplicates skipped",
    bad: "Could not be used",
  },
  states: {
    running: "Running",
    completed: "Completed",
    broken_off: "Broke off",
    canceled: "Canceled",
    discarded: "Discarded",
    failed: "Failed",
  },
  showBad: (count: number) => `Show ${plural(count, { one: "line", other: "lines" })}`,
  hideBad: "Hide lines",
  emptyTitle: "No imports yet",
  emptyDetail: "A CSV file brings many items at once.",
} as const;
