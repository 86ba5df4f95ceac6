// Words about tests: what is expected to become of one inquiry.

const named = (names: readonly string[]) => names.map((name) => `“${name}”`).join(", ");

const publish = {
  title: "Tests",
  intro: "They run whenever this workflow is published. A broken one stops it.",
  none: "No tests are kept with this workflow yet.",
  errorsFirst: "They run once the errors of the draft are mended.",
  passed: (passed: number, of: number) =>
    passed === of ? `All ${of} pass` : `${passed} of ${of} pass`,
  brokenLabel: "Broken tests",
  isBroken: "Broken",
  all: (count: number) =>
    count === 1 ? "Show the one that passes" : `Show the ${count} that pass`,
  allLabel: "Tests that pass",
  expected: "Expected",
  actual: "Comes out",
  gone: "a route that is gone",
  change: "Change what is expected",
  changeOf: (name: string) => `Change what is expected of “${name}”`,
  changed: (name: string) => `What is expected of “${name}” is changed.`,
  remove: "Remove",
  removeOf: (name: string) => `Remove test “${name}”`,
  removed: (name: string) => `Test “${name}” is removed.`,
  offer: "Add offered tests",
  offered: (count: number) =>
    count === 1
      ? "One test at a boundary of a route is offered:"
      : `${count} tests at the boundaries of the routes are offered:`,
  offeredLabel: "Offered tests",
  nothingOffered: "All that can be offered for this text is kept already.",
  leftOut: (count: number) => `${count} more small mistakes are beyond what is offered at once.`,
  keep: (count: number) => (count === 1 ? "Keep this test" : `Keep these ${count} tests`),
  kept: (count: number) => (count === 1 ? "One test is kept." : `${count} tests are kept.`),
  broken: (names: readonly string[]) =>
    names.length === 1
      ? `The test ${named(names)} is broken. Mend the draft, or change what is expected.`
      : `The tests ${named(names)} are broken. Mend the draft, or change what is expected.`,
  brokenMany: (first: readonly string[], more: number) =>
    `The tests ${named(first)} and ${more} more are broken. Mend the draft, or change what is expected.`,
} as const;

const ofInquiry = {
  open: "Keep as a test",
  title: "Keep as a test of a workflow",
  detail:
    "Its attributes and the lists that it was on are kept, and nothing else of the person: erasing the inquiry leaves the test as it is.",
  workflow: "Keep as a test of",
  expects: "What is expected is what the draft, or else the newest version, decides now.",
  none: "There is no workflow yet.",
  keep: "Keep test",
  failed: "The test was not kept",
  kept: (name: string, workflow: string) => `Kept as a test of ${workflow}: “${name}”.`,
} as const;

export const tests = { publish, ofInquiry } as const;
