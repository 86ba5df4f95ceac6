import type { ActionKind, Role } from "@/api/types.ts";

const role: Record<Role, string> = {
  administrator: "Administrator",
  analyst: "Analyst",
  integrator: "Integrator",
};

const action: Record<ActionKind, string> = {
  approve: "Approve",
  decline: "Decline",
  mark_for_review: "Mark for review",
  do_nothing: "Do nothing",
};

export const common = {
  product: "Pointsman",
  pageTitle: (title: string) => `${title} · Pointsman`,
  role,
  action,
  cancel: "Cancel",
  close: "Close",
  save: "Save",
  undo: "Undo",
  copy: "Copy",
  copied: "Copied",
  loading: "Loading",
  optional: "optional",
  nextPage: "Next",
  previousPage: "Previous",
  firstPage: "First page",
  none: "–",
  by: (name: string) => `by ${name}`,
} as const;
