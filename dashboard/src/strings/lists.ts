import type { ListType, ListUse } from "@/api/types.ts";
import { formatNumber, plural } from "./format.ts";

/** What finds an item, by the list's type. */
const searchHints: Record<ListType, string> = {
  ip_address: "Find an address",
  email_address: "Find an address or domain",
  phone_number: "Find a number, from + on",
  name: "Last name, or last name, first name",
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
  columns: { name: "Name", type: "Type", items: "Items", usedBy: "Where used" },
  notUsed: "Not used",
  usedIn: (use: ListUse) => {
    if (use.where === "draft" || use.version === null) return `${use.workflow_name}, draft`;
    const state = use.running ? ", running" : "";
    return `${use.workflow_name}, version ${formatNumber(use.version)}${state}`;
  },
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
  items: "Items",
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
  columns: { value: "Item", note: "Note", added: "Added" },
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
  archiveInUseTitle: (name: string) => `${name} is in use`,
  archiveInUse: "A list that a workflow uses cannot be archived. Take it out of these first:",
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
  canceledTitle: "The import was canceled",
  canceledDetail: "Nothing was added to the list.",
  failedTitle: "The import did not finish",
  failedDetail: "Nothing was added to the list. Import the file again.",
  doneTitle: "Import finished",
  doneAnnounce: (added: number) => `Import finished: ${plural(added, items)} added.`,
  lines: "Lines read",
  addedCount: "Items added",
  duplicates: "On the list already",
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
  leaveDetail: "If you leave this page now, the import is canceled and nothing is added.",
  stay: "Stay",
  leave: "Cancel import and leave",
} as const;
