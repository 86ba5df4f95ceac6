import { expect, it } from "vitest";
import { knowing } from "./knowing.ts";

const { counts, missing, bar, finding } = knowing;

it("speaks of one inquiry in the singular", () => {
  expect(counts.settledEarlier(1)).toBe("1 of these is settled by an earlier workflow.");
  expect(counts.saidChange(1, 1)).toBe(
    "Against the version that runs 1 more comes here and 1 no longer does.",
  );
  expect(missing.doNotMatch(1, 1000)).toBe("1 inquiry (0.1%) has no value and does not match");
  expect(bar.unknownLists(1)).toBe(
    "1 inquiry has no list matches on record; conditions on lists are unknown for it.",
  );
  expect(finding.missing(1, "age", "approve")).toBe(
    "1 person has no age; Everything else approves this one.",
  );
});

it("speaks of several in the plural", () => {
  expect(counts.settledEarlier(2)).toBe("2 of these are settled by an earlier workflow.");
  expect(missing.noLists(12, 1000)).toBe(
    "12 inquiries (1.2%) have no list matches on record and do not match",
  );
  expect(missing.neither(3, 10_000_000)).toBe(
    "3 inquiries (< 0.1%) have no value; for them this is neither true nor false",
  );
});
