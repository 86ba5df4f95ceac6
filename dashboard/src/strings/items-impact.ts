// Words of what other items on a list would change.
import type { ListRemark, ListRemarkKind, Reachable } from "@/api/preview-types.ts";
import type { ActionKind } from "@/api/types.ts";
import { formatList, formatNumber, formatShare, plural } from "./format.ts";

const inquiries = (count: number) => plural(count, { one: "inquiry", other: "inquiries" });
const past = (count: number) => plural(count, { one: "past inquiry", other: "past inquiries" });

const outcome: Record<ActionKind, string> = {
  approve: "approve",
  decline: "decline",
  mark_for_review: "review",
  do_nothing: "do nothing",
};

const remark: Record<ListRemarkKind, (remark: ListRemark, oneIn: number) => string> = {
  wide_network: () => "a very wide network",
  common_domain: () => "very many people have their address there",
  matches_many: ({ matched }, oneIn) =>
    `alone matches ${past(matched ?? 0)}, more than one in ${formatNumber(oneIn)}`,
  covered: ({ covered_by }) => `${covered_by} matches it already`,
  repeated: () => "stands here twice",
  already_there: () => "is on the list already",
};

const taken: Record<Reachable, string> = {
  yes: "somebody takes it",
  no: "nobody takes it",
  undecided: "not proved",
};

export const itemsImpact = {
  title: "What this would change",
  working: "Working out what this would change.",
  failed: (message: string) => `What this would change could not be worked out. ${message}`,
  tooLarge: "The file is too large to say beforehand what it would change. It can be imported.",
  retry: "Try again",
  none: "No past inquiry would be decided differently.",
  unused: "No running workflow uses this list.",
  decided: (count: number) => `${past(count)} would be decided differently`,
  cells: (cells: readonly { from: ActionKind; to: ActionKind; count: number }[]) =>
    formatList(
      cells.map(
        ({ from, to, count }) => `${formatNumber(count)} ${outcome[from]} → ${outcome[to]}`,
      ),
    ),
  window: "Past inquiries to look at",
  allTogether: "This is what all running workflows decide together, in their order.",
  together: "All running workflows together",
  /** What one workflow would do, whatever another decides before it. */
  byItself: (decided: number, others: number) =>
    [
      decided > 0 ? `decides ${inquiries(decided)} differently by itself.` : "",
      others > 0 ? `${inquiries(others)} would take another route to the same decision.` : "",
    ]
      .filter(Boolean)
      .join(" "),
  nothing: "nothing changes.",
  cell: (
    count: number,
    cell: { from: ActionKind; to: ActionKind; fromRoute: string; toRoute: string },
  ) =>
    `${formatNumber(count)} ${outcome[cell.from]} by ${cell.fromRoute} → ${outcome[cell.to]} by ${cell.toRoute}`,
  moreCells: (count: number) =>
    `${plural(count, { one: "more kind of change", other: "more kinds of change" })}.`,
  undecided: (names: readonly (string | null)[], because: string | null) =>
    `It cannot be proved whether anybody still takes ${formatList(names.map((name) => name ?? "Everything else"))}. ${because ?? ""}`.trim(),
  inquiries: (cell: string) => `Inquiries: ${cell}`,
  person: "Inquiry",
  completed: "Completed",
  ownTab: " (opens in a new tab)",
  close: "Close these inquiries",
  empty: "No inquiry is among these any more.",
  matched: (matched: number, considered: number) =>
    `The new items match ${formatNumber(matched)} of ${past(considered)} (${formatShare(matched, considered)}).`,
  version: (name: string, version: number) => `${name}, version ${formatNumber(version)}`,
  route: (name: string | null, before: Reachable, after: Reachable) =>
    `${name ?? "Everything else"}: now ${taken[before]}, then ${taken[after]}.`,
  counts: (added: number, already: number, bad: number) =>
    [
      plural(added, { one: "new item", other: "new items" }),
      already > 0 ? `${formatNumber(already)} already there or repeated` : "",
      bad > 0 ? plural(bad, { one: "line that is no item", other: "lines that are no items" }) : "",
    ]
      .filter(Boolean)
      .join(", "),
  remarks: "Look at these first",
  line: (number: number) => `Line ${formatNumber(number)}`,
  remark: (of: ListRemark, oneIn: number) => `${of.value}: ${remark[of.kind](of, oneIn)}.`,
  more: (count: number) => `and ${formatNumber(count)} more`,
  notCompared: "The list is too long to say which of these it has already.",
} as const;
