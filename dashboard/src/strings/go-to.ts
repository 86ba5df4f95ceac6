// Words of *Go to* (Ctrl+K) and of the page's keys.
import { plural } from "./format.ts";

const found = { one: "result", other: "results" };

export const goTo = {
  title: "Go to",
  open: "Go to …",
  placeholder: "A page, workflow, list or person",
  inquiryPlaceholder: "A page, workflow, list, inquiry or person",
  groups: {
    recent: "Seen before",
    pages: "Pages",
    actions: "Actions",
    workflows: "Workflows",
    lists: "Lists",
    inquiries: "Inquiries",
    members: "Members",
  },
  found: (count: number) => plural(count, found),
  searching: "Searching …",
  nothing: (typed: string) => `Nothing found for “${typed}”.`,
  inquiriesBy:
    "Inquiries are found by their whole id, reference id or e-mail address, or by the beginning of the last name.",
  failed: (what: string, why: string) => `${what} could not be searched. ${why}`,
  archived: "archived",
  keys: { choose: "choose", open: "open", close: "close" },
  showShortcuts: "Show keyboard shortcuts",
  useLight: "Use light colors",
  useDark: "Use dark colors",
  useSystem: "Use the colors of the system",
  appearanceWords: "appearance theme color scheme mode night",
  leaveWords: "log out",
  keyWords: "help keys hotkeys",
} as const;

const editorKeys = {
  title: "In the routes of a draft",
  keys: {
    undo: "Undo the last step",
    redo: "Redo it",
    move: "Move the route you are in up or down",
    attempt: "Open or close Try",
  },
} as const;

export const shortcuts = {
  title: "Keyboard shortcuts",
  everywhere: {
    title: "Everywhere",
    keys: {
      goTo: "Go to a page, workflow, list, inquiry or person",
      help: "Show this help",
      close: "Close what is open",
    },
  },
  review: {
    title: "While reviewing",
    keys: {
      next: "Open the next inquiry",
      previous: "Open the previous inquiry",
      approve: "Approve, after a comment",
      decline: "Decline, after a comment",
    },
  },
  editor: editorKeys,
  keyNames: { shift: "Shift", alt: "Alt", escape: "Esc", up: "↑", down: "↓" },
  then: "or",
  single: "Single keys",
  singleHint:
    "Letters pressed alone, such as T. Switch them off if you steer by voice or press keys by accident.",
} as const;
