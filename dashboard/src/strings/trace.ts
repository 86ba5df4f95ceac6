import type { Verdict } from "@/api/types.ts";
import { formatNumber, plural } from "./format.ts";

const route: Record<Verdict, string> = {
  true: "Matched",
  false: "Did not match",
  unknown: "Unknown",
};

const condition: Record<Verdict, string> = {
  true: "Holds",
  false: "Does not hold",
  unknown: "Unknown, because a value is missing",
};

export const trace = {
  label: "Routes that were tried, from the top",
  route,
  condition,
  taken: "Taken",
  position: (position: number) => formatNumber(position),
  group: { all: "All of", any: "Any of", not: "None of" },
  everythingElse: "Everything else",
  everythingElseTaken: "No route above matched, so this one was taken.",
  everythingElseNotReached: "Not reached.",
  notTried: "The routes below were not tried: the first that matches is taken.",
  valueRead: "Value read",
  missing: "missing",
  noLists: "on no list",
  onLists: (count: number) => `on ${plural(count, { one: "list", other: "lists" })}`,
  matchedItem: "Matched item",
  showConditions: (name: string) => `Show the conditions of ${name}`,
  hideConditions: (name: string) => `Hide the conditions of ${name}`,
} as const;
