import type { ActionKind, Actor, InquiryStatus, Outcome, Role, Workflow } from "@/api/types.ts";

const role: Record<Role, string> = {
  administrator: "Administrator",
  editor: "Editor",
  analyst: "Analyst",
  developer: "Developer",
  integrator: "Integrator",
};

const action: Record<ActionKind, string> = {
  approve: "Approve",
  decline: "Decline",
  mark_for_review: "Mark for review",
  do_nothing: "Do nothing",
};

const outcome: Record<Outcome, string> = {
  approve: "Approved",
  decline: "Declined",
  mark_for_review: "Marked for review",
};

const status: Record<InquiryStatus, string> = {
  created: "Created",
  pending: "Pending",
  completed: "Completed",
  failed: "Failed",
  expired: "Expired",
  needs_review: "Needs review",
  approved: "Approved",
  declined: "Declined",
};

const workflowState: Record<Workflow["state"], string> = {
  draft: "Draft",
  published: "Published",
  running: "Running",
  paused: "Paused",
  archived: "Archived",
};

const actorKind: Record<Actor["type"], string> = {
  member: "",
  key: "API key",
  run: "A workflow",
  system: "Pointsman",
};

export const common = {
  product: "Pointsman",
  pageTitle: (title: string) => `${title} · Pointsman`,
  role,
  action,
  outcome,
  status,
  workflowState,
  actor: (type: Actor["type"], name: string | null) => {
    if (type === "system" || type === "run") return actorKind[type];
    if (name === null || name === "") return actorKind[type] || "A member";
    return type === "member" ? name : `${actorKind[type]} “${name}”`;
  },
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
  noneLabel: "none",
  page: "Pages of this table",
  shown: (count: string) => `${count} on this page`,
  formNotSaved: "This could not be saved",
  couldNotLoad: "This could not be loaded",
  required: "Fill this in.",
  newTab: "opens in a new tab",
  by: (name: string) => `by ${name}`,
} as const;
