// Words of the page of one workflow: header, publishing, trying, versions, runs.
import { formatNumber, plural } from "./format.ts";

const version = (n: number) => `version ${formatNumber(n)}`;

const header = {
  running: (n: number, since: string) => `Version ${formatNumber(n)} is running since ${since}.`,
  runningNewer: (n: number) => `Version ${formatNumber(n)} is published and does not run yet.`,
  paused: (since: string) => `Paused since ${since}. New inquiries are left alone.`,
  published: (n: number) => `Version ${formatNumber(n)} is published. Nothing runs yet.`,
  draft: "A draft. Nothing is published yet.",
  archived: "Archived. It cannot be edited or started.",
  draftOpen: "There is a draft with changes.",
  readOnly: "You can read this workflow. Editors and administrators change it.",
  rename: "Rename",
  renameHeading: "Rename workflow",
  name: "Workflow name",
  nameRequired: "Give the workflow a name.",
  more: "More",
  archive: "Archive",
  archiveRunning: "Pause it first: a running workflow cannot be archived.",
  archiveHeading: (name: string) => `Archive ${name}?`,
  archiveDetail: "It disappears from the list of workflows. Its runs stay where they are.",
  archivedNow: (name: string) => `${name} is archived.`,
  discard: "Discard draft",
  discardHeading: "Discard the draft?",
  discardDetail: "The changes since the last version are lost. Versions stay as they are.",
  discarded: "The draft is discarded.",
  publish: "Publish",
  publishNoDraft: "There is no draft to publish.",
  start: "Start",
  startVersion: (n: number) => `Start version ${formatNumber(n)}`,
  startNone: "Publish a version first. Then it can be started.",
  started: (n: number) =>
    `Version ${formatNumber(n)} is running. It decides inquiries created from now on.`,
  pause: "Pause",
  pauseHeading: (name: string) => `Pause ${name}?`,
  pauseEffect: (open: number) =>
    open === 0
      ? "No open inquiry is waiting for it. New inquiries will be left alone until you start it again."
      : `${plural(open, { one: "open inquiry", other: "open inquiries" })} will be left alone, and new ones too, until you start it again. Starting again does not pick them up.`,
  pausedNow: "Paused. Inquiries are left alone until you start it again.",
} as const;

const tabs = {
  label: "Parts of this workflow",
  routes: "Routes",
  try: "Try",
  versions: "Versions",
  runs: "Runs",
} as const;

const routes = {
  reading: (n: number) =>
    `You are reading version ${formatNumber(n)}, the latest one. It never changes.`,
  readingDraft: (name: string) => `You are reading the draft, last saved by ${name}.`,
  editAsDraft: "Edit as new draft",
  draftOpened: (n: number) => `A draft from ${version(n)} is open.`,
  openTry: "Try",
  openTryHint: "Try an inquiry (T)",
  unreadable:
    "This draft was written by a newer release and cannot be edited here. It is kept as it is.",
} as const;

const publish = {
  title: (name: string) => `Publish ${name}`,
  back: "Back to the routes",
  intro:
    "Publishing freezes the draft as the next version. Nothing runs until someone starts that version.",
  changes: "What changes",
  against: (n: number) => `Against ${version(n)}.`,
  first: "This is the first version.",
  firstRoute: (name: string, sentence: string) => `${name.trim() || "Untitled route"}: ${sentence}`,
  noChanges: "Nothing differs from the version before.",
  checks: "Checks",
  noRemarks: "No problems found.",
  whole: "The workflow as a whole",
  unnamed: (position: number) => `Route ${formatNumber(position)}, without a name`,
  note: "Note",
  noteHint: "For your teammates: what changes and why.",
  notePlaceholder: "For example: Decline minors, review blocked addresses",
  submit: (n: number) => `Publish version ${formatNumber(n)}`,
  published: (n: number) =>
    `Version ${formatNumber(n)} is published. It runs once someone starts it.`,
  because: {
    saving: "Wait until the last change is saved.",
    errors: (count: number) =>
      `${plural(count, { one: "problem", other: "problems" })} must be mended first.`,
    noDraft: "There is no draft to publish.",
    unsaved: "The last change is not saved. Go back to the routes to see why.",
  },
  changedMeanwhile:
    "The draft was changed meanwhile. The page shows it as it is now; look again before you publish.",
  failed: "This could not be published",
} as const;

const attempt = {
  title: "Try",
  intro: "See which route takes an inquiry. Nothing is kept and nothing is decided.",
  source: "Inquiry",
  sources: { form: "Form", json: "JSON", recent: "Recent" },
  form: "Leave out what the inquiry does not have: it is then missing.",
  missing: "missing",
  json: "Inquiry as JSON",
  jsonHint: "The body that creates an inquiry, or an inquiry copied from its page.",
  jsonInvalid: (detail: string) => `This is not JSON: ${detail}`,
  jsonNotObject: "An inquiry is a JSON object, in braces.",
  recent: "Recent inquiry",
  recentPlaceholder: "Choose an inquiry",
  noRecent: "There are no inquiries yet.",
  run: "Try",
  result: "Result",
  none: "Choose or fill in an inquiry and press Try.",
  outdated: "The routes have changed since. Try again to see what they do now.",
  failed: "This could not be tried",
  nothingToTry: "There is neither a draft nor a version to try.",
  close: "Close Try",
  drawer: "Try an inquiry",
  on: { draft: "On the draft as it stands.", version: (n: number) => `On ${version(n)}.` },
} as const;

const versions = {
  title: "Versions",
  emptyTitle: "No version yet",
  emptyDetail: "Publish the draft to freeze it as version 1. Teammates can then read and start it.",
  label: "Versions, newest first",
  name: (n: number) => `Version ${formatNumber(n)}`,
  running: "Running",
  noNote: "No note",
  published: "Published",
  changes: "What changed",
  showChanges: (n: number) => `What changed in version ${formatNumber(n)}`,
  noChanges: "Nothing differs from the version before.",
  firstVersion: "The first version.",
  open: (n: number) => `Open version ${formatNumber(n)}`,
  all: "All versions",
  restore: "Restore as new draft",
  restored: (n: number) => `A draft from ${version(n)} is open.`,
  replaceHeading: "Replace the draft?",
  replaceDetail: (n: number) =>
    `There is a draft already. Restoring version ${formatNumber(n)} takes its place.`,
  replace: "Replace the draft",
  start: (n: number) => `Start version ${formatNumber(n)}`,
  isRunning: "This version is running.",
  digest: "Digest",
} as const;

const runs = {
  title: "Runs",
  label: "Runs, newest first",
  version: "Version",
  route: "Route",
  allVersions: "All versions",
  allRoutes: "All routes",
  emptyTitle: "No runs",
  emptyDetail: "Once this workflow runs, each inquiry that it decides leaves a run here.",
  emptyFiltered: "No run fits the filters.",
  clear: "Clear filters",
  at: "When",
  inquiry: "Inquiry",
  result: "Result",
  notApplied: "Not applied",
  reason: {
    decided_by_earlier_workflow: "An earlier workflow had decided.",
    decided_by_person: "A person had decided.",
  },
} as const;

export const workflowPage = {
  header,
  tabs,
  routes,
  publish,
  attempt,
  versions,
  runs,
} as const;
