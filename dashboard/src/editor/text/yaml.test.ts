import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "../model/model.ts";
import { type Dice, dice, randomDocument } from "../testing/random.ts";
import { type ReadYaml, readYaml, writeYaml } from "./yaml.ts";

const SEEDS = Array.from({ length: 300 }, (_, seed) => seed);

/** Texts that some YAML reader takes for something else, or that need care in writing. */
const TRICKY = [
  ...[
    "NO",
    "no",
    "on",
    "off",
    "yes",
    "y",
    "N",
    "true",
    "True",
    "null",
    "~",
    "",
    " ",
    "  lead",
    "trail  ",
  ],
  ...[
    "18",
    "18.0",
    "1e3",
    "1_000",
    "0o17",
    "017",
    "0x1F",
    "+1",
    "-0",
    ".5",
    ".inf",
    ".NaN",
    "12:30:45",
  ],
  ...[
    "2026-11-26",
    "2026-11-26T10:00:00Z",
    "# no comment",
    "a # b",
    "key: value",
    "- item",
    "? a",
    "a:",
  ],
  ...[
    "&anchor",
    "*alias",
    "!tag",
    "!!str x",
    "%TAG",
    "@at",
    "`tick`",
    "'single'",
    '"double"',
    "|",
    ">-",
  ],
  ...[
    "[a]",
    "{a: b}",
    "a, b",
    "<<",
    "=",
    "---",
    "...",
    "tab\there",
    "new\nline",
    "end\n",
    "\nbegin",
    "a\r\nb",
  ],
  ...[
    "\u0085",
    "\u2028",
    "\u00a0",
    "\ufeff",
    "\u0007",
    "\u{1f600}",
    "Ümit",
    "Łódź",
    "a".repeat(300),
    "\\n",
  ],
  "  deeper\n    text\n\n  with: lines\n",
] as const;

function read(text: string): Extract<ReadYaml, { kind: "document" }> {
  const found = readYaml(text);
  if (found.kind !== "document") throw new Error(JSON.stringify(found.problems));
  return found;
}

function broken(text: string) {
  const found = readYaml(text);
  if (found.kind !== "broken") throw new Error("it can be read");
  return found.problems.map(({ fault, at }) => [
    fault.kind === "syntax" ? fault.code : fault.kind,
    at.line,
    at.column,
  ]);
}

function tricky(roll: Dice, depth: number): JsonValue {
  const member = () => tricky(roll, depth + 1);
  switch (depth > 3 ? 0 : roll.below(5)) {
    case 1:
      return Array.from({ length: roll.below(4) }, member);
    case 2:
      return Object.fromEntries(
        Array.from({ length: roll.below(4) }, () => [roll.pick(TRICKY), member()]),
      );
    case 3:
      return roll.pick([0, 18, 18.5, -3, 1e21, 0.0001, 97.2525, true, false, null]);
    default:
      return roll.pick(TRICKY);
  }
}

describe("document ⇄ YAML", () => {
  it.each(SEEDS)("loses nothing of random document %i", (seed) => {
    const document = randomDocument(dice(seed));
    expect(read(writeYaml(document)).document).toEqual(document);
  });

  it.each(SEEDS)("loses nothing of any JSON with tricky texts, seed %i", (seed) => {
    const document: JsonObject = {
      name: TRICKY[seed % TRICKY.length],
      rest: tricky(dice(seed), 0),
    };
    expect(read(writeYaml(document)).document).toEqual(document);
  });

  it.each(TRICKY)("keeps the text %j as name, value and member of a list", (text) => {
    const document = { name: text, values: [text, "DE"], routes: [{ name: text }] };
    expect(read(writeYaml(document)).document).toEqual(document);
  });

  it("writes what people read easily", () => {
    const text = writeYaml({
      format: 1,
      name: "Onboarding",
      routes: [
        {
          id: "rt_01",
          name: "Nordic",
          if: { all: [{ attribute: "country", operator: "any_of", value: ["NO", "SE"] }] },
          then: [{ action: "approve" }],
        },
      ],
      everything_else: [],
    });
    expect(text).toBe(`format: 1
name: Onboarding
routes:
  - id: rt_01
    name: Nordic
    if:
      all:
        - attribute: country
          operator: any_of
          value: ["NO", SE]
    then:
      - action: approve
everything_else: []
`);
  });
});

describe("readYaml", () => {
  it("reads YAML 1.2: Norway is a country, and numbers are numbers", () => {
    const text = "a: NO\nb: on\nc: 18.0\nd: 1e3\ne: yes\nf: ~\ng: true\nh: '1'\n1: one\n";
    expect(read(text).document).toEqual({
      a: "NO",
      b: "on",
      c: 18,
      d: 1000,
      e: "yes",
      f: null,
      g: true,
      h: "1",
      1: "one",
    });
  });

  it("reads JSON too", () => {
    expect(read('{"name": "A", "routes": [{"id": "rt_a"}]}').document).toEqual({
      name: "A",
      routes: [{ id: "rt_a" }],
    });
  });

  it.each<[string, string, [string, number, number][]]>([
    ["nothing", "", [["empty", 1, 1]]],
    ["a comment alone", "# later\n", [["empty", 1, 1]]],
    ["a list", "- a\n", [["not_a_map", 1, 1]]],
    ["a text", "hello", [["not_a_map", 1, 1]]],
    ["a doubled key", "a: 1\nb: 2\na: 3\n", [["DUPLICATE_KEY", 3, 1]]],
    ["a tab as indentation", "a:\n\tb: 1\n", [["TAB_AS_INDENT", 2, 1]]],
    ["an open bracket", "a: [1, 2\n", [["BAD_INDENT", 2, 1]]],
    ["an alias", "a: &x 1\nb: *x\n", [["alias", 2, 4]]],
    ["a tag", "a: !secret x\n", [["tag", 1, 4]]],
    ["a set", "a: !!set {b}\n", [["tag", 1, 10]]],
    ["infinity", "a: .inf\n", [["number", 1, 4]]],
    ["two documents", "a: 1\n---\nb: 2\n", [["MULTIPLE_DOCS", 2, 1]]],
  ])("refuses %s and says where", (_, text, expected) => {
    expect(broken(text)).toEqual(expected);
  });

  it("is not made to grow without bounds by aliases", () => {
    const levels = Array.from({ length: 12 }, (_, n) => {
      const before = n === 0 ? "x" : `*l${n - 1}`;
      return `l${n}: &l${n} [${Array.from({ length: 10 }, () => before).join(", ")}]`;
    });
    expect(readYaml(levels.join("\n")).kind).toBe("broken");
  });

  it.each([
    ["", 1, 1],
    ["/name", 1, 1],
    ["/routes", 2, 1],
    ["/routes/0", 3, 5],
    ["/routes/0/if/all/1/value", 6, 52],
    ["/routes/0/if/all/1/value/1", 6, 64],
    ["/routes/1/then", 8, 5],
    ["/routes/1/nowhere/at/all", 7, 5],
    ["/routes/7", 2, 1],
    ["/everything_else", 1, 1],
  ])("finds the place of %s", (pointer, line, column) => {
    const text = `name: A
routes:
  - id: rt_a
    if:
      all:
        [{ attribute: age }, { attribute: country, value: [US, CA] }]
  - id: rt_b
    then: []
`;
    const place = read(text).placeOf(pointer);
    expect([place.line, place.column]).toEqual([line, column]);
  });

  it.each([
    ["a: 1 # why\n", 1, 6],
    ["# first\na: 1\n", 1, 1],
    ['a: "# no"\nb: |\n  # text\nc: x#y\n', null, null],
  ])("finds the first comment of %j", (text, line, column) => {
    const { comment } = read(text);
    expect([comment?.line ?? null, comment?.column ?? null]).toEqual([line, column]);
  });
});
