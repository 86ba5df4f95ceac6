// Words of what a version was expected to do and what it did since its start.
import { formatNumber, plural } from "./format.ts";

const inquiries = (count: number) => plural(count, { one: "inquiry", other: "inquiries" });

export const sinceStart = {
  title: (version: number) => `Since version ${formatNumber(version)} was started`,
  intro: (expected: number, actual: number) =>
    `Expected is what it would have done with ${inquiries(expected)} of the 30 days before its start, actual is what it did with ${inquiries(actual)} since.`,
  noneBefore:
    "There are no inquiries of the 30 days before its start that could say what to expect.",
  noneSince: "It has decided nobody yet.",
  unknownLists: (count: number) =>
    `Of ${inquiries(count)} before the start nobody knows on which lists they are; conditions on lists do not hold for them.`,
  reading: "History is still being read; these are not all.",
  table: "Expected and actual",
  route: "Route",
  expected: "Expected",
  actual: "Actual",
  differs: "Differs",
  asExpected: "Nothing differs by more than chance explains.",
  some: (count: number) =>
    `${plural(count, { one: "route differs", other: "routes differ" })} by more than chance explains.`,
  tooFew: (least: number) => `Too few to tell: ${formatNumber(least)} are needed on either side.`,
  goBack: (version: number) => `Go back to version ${formatNumber(version)}`,
  wentBack: (version: number) => `Version ${formatNumber(version)} runs again.`,
  mayNot: "Only who may write workflows can start a version.",
} as const;
