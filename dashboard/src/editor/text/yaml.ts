// Workflow document ↔ YAML 1.2, nothing lost: what YAML can say and JSON cannot is refused with its place.
//
// Knows YAML and JSON; nothing of workflows, the server or React. Heavy, so only the text view imports it.
import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from "yaml";
import type { JsonObject, JsonValue } from "../model/model.ts";

/** First line and first column are 1; `offset` counts from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** What the text says that is no workflow document. `syntax` carries the library's code or words. */
export type YamlFault =
  | { readonly kind: "syntax"; readonly code: string; readonly detail: string }
  | { readonly kind: "empty" | "not_a_map" | "alias" | "tag" | "number" };

export interface YamlProblem {
  readonly fault: YamlFault;
  readonly at: Position;
}

export interface YamlDocument {
  readonly kind: "document";
  readonly document: JsonObject;
  /** Where the deepest part that this JSON pointer names begins. */
  readonly placeOf: (pointer: string) => Position;
  /** Where the first comment stands; a document has no place for comments. */
  readonly comment: Position | null;
}

export type ReadYaml =
  | YamlDocument
  | { readonly kind: "broken"; readonly problems: readonly YamlProblem[] };

const LONGEST_LINE_OF_VALUES = 60;

export function writeYaml(document: JsonObject): string {
  const tree = new Document(document, {
    version: "1.2",
    // Words that older YAML readers take for something else (`NO`, `on`) are quoted for them.
    compat: "yaml-1.1",
    aliasDuplicateObjects: false,
  });
  visit(tree, {
    Seq(_, list) {
      if (list.items.length > 0 && list.items.every(isScalar) && isShort(list.items)) {
        list.flow = true;
      }
    },
  });
  return tree.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function isShort(items: readonly { value: unknown }[]): boolean {
  const length = items.reduce((sum, { value }) => sum + String(value).length + 2, 0);
  return length <= LONGEST_LINE_OF_VALUES && items.every(({ value }) => !/\n/.test(String(value)));
}

export function readYaml(text: string): ReadYaml {
  const lines = new LineCounter();
  const tree = parseDocument(text, {
    version: "1.2",
    schema: "core",
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const at = (offset: number): Position => positionOf(lines, offset);
  const syntax = [...tree.errors, ...tree.warnings].map(
    ({ code, message, pos }): YamlProblem => ({
      fault:
        code === "TAG_RESOLVE_FAILED" ? { kind: "tag" } : { kind: "syntax", code, detail: message },
      at: at(pos[0]),
    }),
  );
  if (syntax.length > 0) return { kind: "broken", problems: syntax };
  const root = tree.contents;
  if (root === null) return { kind: "broken", problems: [{ fault: { kind: "empty" }, at: at(0) }] };
  if (!isMap(root)) {
    return { kind: "broken", problems: [{ fault: { kind: "not_a_map" }, at: at(startOf(root)) }] };
  }
  const reading: Reading = { at, problems: [], offsets: new Map([["", startOf(root)]]) };
  const document = toJson(root, "", reading) as JsonObject;
  if (reading.problems.length > 0) return { kind: "broken", problems: reading.problems };
  const comment = firstComment(text);
  return {
    kind: "document",
    document,
    placeOf: (pointer) => at(nearest(reading.offsets, pointer)),
    comment: comment === null ? null : at(comment),
  };
}

interface Reading {
  readonly at: (offset: number) => Position;
  readonly problems: YamlProblem[];
  /** Pointer → where its key, or the member of a list, begins. */
  readonly offsets: Map<string, number>;
}

function toJson(node: Node | null, pointer: string, reading: Reading): JsonValue {
  if (node === null) return null;
  const refuse = (kind: "alias" | "tag" | "number"): null => {
    reading.problems.push({ fault: { kind }, at: reading.at(startOf(node)) });
    return null;
  };
  if (isAlias(node)) return refuse("alias");
  if (isCollection(node) && !hasPlainTag(node.tag)) return refuse("tag");
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }): [string, JsonValue] => {
      const name = String(isScalar(key) ? key.value : key);
      const inner = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
      reading.offsets.set(inner, startOf(key as Node | null, startOf(value as Node | null)));
      return [name, toJson(value as Node | null, inner, reading)];
    });
    return Object.fromEntries(pairs);
  }
  if (isSeq(node)) {
    return node.items.map((item, index) => {
      const inner = `${pointer}/${index}`;
      reading.offsets.set(inner, startOf(item as Node | null, startOf(node)));
      return toJson(item as Node | null, inner, reading);
    });
  }
  const value = isScalar(node) ? node.value : undefined;
  if (typeof value === "number") return Number.isFinite(value) ? value : refuse("number");
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  return refuse("tag");
}

function hasPlainTag(tag: string | undefined): boolean {
  return tag === undefined || tag === "tag:yaml.org,2002:map" || tag === "tag:yaml.org,2002:seq";
}

function startOf(node: Node | null, otherwise = 0): number {
  return node?.range?.[0] ?? otherwise;
}

function nearest(offsets: ReadonlyMap<string, number>, pointer: string): number {
  for (let rest = pointer; rest !== ""; rest = rest.slice(0, rest.lastIndexOf("/"))) {
    const offset = offsets.get(rest);
    if (offset !== undefined) return offset;
  }
  return offsets.get("") ?? 0;
}

function positionOf(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1), offset };
}

const SCALAR_FOLLOWS = "\u001f";
/** The lexer's own marks, which stand nowhere in the text. */
const MARKS = new Set(["\u0002", "\u0018", SCALAR_FOLLOWS]);

function firstComment(text: string): number | null {
  let offset = 0;
  let before = "";
  for (const token of new Lexer().lex(text)) {
    if (token.startsWith("#") && before !== SCALAR_FOLLOWS) return offset;
    if (!MARKS.has(token)) offset += token.length;
    before = token;
  }
  return null;
}
