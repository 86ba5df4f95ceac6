// Words about invariants: what no workflow may ever do.

const verdict = { proved: "Kept", refuted: "Broken", undecided: "Undecided" } as const;
const forNow = "Kept, with the lists as they are";

const publish = {
  title: "Invariants",
  verdict,
  forNow,
  tryExample: "Try the example",
  broken: (names: readonly string[]) => {
    const quoted = names.map((name) => `“${name}”`).join(", ");
    return names.length === 1
      ? `It breaks the invariant ${quoted}. Change the route, or ask an administrator.`
      : `It breaks the invariants ${quoted}. Change the routes, or ask an administrator.`;
  },
} as const;

const page = {
  title: "Invariants",
  intro:
    "What no workflow may ever do. Every draft is checked against it; one that breaks it is neither published nor started.",
  link: "Invariants",
  back: "Workflows",
  add: "Add invariant",
  addTitle: "New invariant",
  editTitle: (name: string) => `Change ${name}`,
  edit: "Change",
  editOf: (name: string) => `Change ${name}`,
  archive: "Archive",
  archiveOf: (name: string) => `Archive ${name}`,
  archived: (name: string) => `${name} is archived and stops nothing any more.`,
  archiveHeading: (name: string) => `Archive ${name}?`,
  archiveDetail:
    "It stops nothing any more: workflows that break it can be published and started. It cannot be brought back, but written anew.",
  emptyTitle: "No invariants yet",
  emptyDetail: "An administrator can write down what must never happen, whatever routes say.",
  readOnly: "Administrators make and change invariants.",
  name: "Name",
  nameHint: "For example: No sanctions",
  whom: "Whom it is about",
  whomEmpty: "No condition yet.",
  never: "What is never done with them",
  actions: {
    approve: "Approve",
    decline: "Decline",
    mark_for_review: "Mark for review",
    do_nothing: "Do nothing",
  },
  neverNeeded: "Choose at least one.",
  save: "Save",
  failed: "This could not be saved",
  saved: "Saved. Every draft is checked against it from now on.",
  running: (workflow: string, version: number) => `${workflow}, version ${version}`,
  breaks: "These run and break it. They go on; change them, or pause them.",
} as const;

const versions = {
  name: (version: number) => `Version ${version}`,
  show: "Versions",
  showOf: (name: string) => `Versions of ${name}`,
  label: (name: string) => `What ${name} has said so far`,
  changes: "What it changed",
} as const;

export const invariants = { publish, page, versions } as const;
