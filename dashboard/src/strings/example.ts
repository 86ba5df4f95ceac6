import type { ExamplePartKind } from "@/api/types.ts";
import { formatList, plural } from "./format.ts";

const kind: Record<ExamplePartKind, (count: number) => string> = {
  workflow: (count) => plural(count, { one: "workflow", other: "workflows" }),
  invariant: (count) => plural(count, { one: "invariant", other: "invariants" }),
  list: (count) => plural(count, { one: "list", other: "lists" }),
  key: (count) => plural(count, { one: "API key", other: "API keys" }),
  member: (count) => plural(count, { one: "member", other: "members" }),
};

export const example = {
  label: "Example workspace",
  present: "All people and inquiries here are invented.",
  making: "The example is being made.",
  removing: "The example is being removed.",
  progress: "Progress",
  done: (done: string, total: string) => `${done} of ${total} inquiries`,
  remove: "Remove the example",
  removed: "The example is removed. The workspace is yours.",
  removeTitle: "Remove the example?",
  goes: "This goes and cannot be brought back:",
  inquiries: (count: number) =>
    `${plural(count, { one: "inquiry", other: "inquiries" })} with their runs, events and decisions, yours included`,
  kind: (of: ExamplePartKind, names: readonly string[]) =>
    `${kind[of](names.length)}: ${formatList(names)}`,
  archived: "This is archived, because inquiries of your own were decided with it:",
  stays: "This stays:",
  staysChanged: (name: string) => `${name}, because it was changed since`,
  staysInUse: (name: string) => `${name}, because a workflow or an invariant that stays names it`,
  staysYou: (name: string) => `${name}, because that is you`,
  staysOwn: "everything that you and your team made yourselves",
  staysAudit: "the record of changes, in which nothing can be deleted",
  removeFailed: "The example was not removed",
  offerTitle: "Begin with an example, or with nothing",
  offerDetail:
    "The example shows every page at work: 50,000 invented inquiries over 90 days, workflows, lists and a queue to review. You can remove it with one click.",
  make: "Load the example",
  empty: "Begin with an empty workspace",
  makeFailed: "The example was not made",
  made: "The example is ready.",
} as const;
