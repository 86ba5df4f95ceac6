// Words of the draft as text, and what is wrong with a text that is no workflow document.
import { formatNumber, plural } from "./format.ts";

/** By the code of the YAML library; what is not here is said in its own words. */
const syntax: Readonly<Record<string, string>> = {
  BAD_INDENT:
    "The indentation does not fit, or a bracket or quote is not closed. Members of one group begin in the same column.",
  TAB_AS_INDENT: "Indent with spaces, not with tabs.",
  DUPLICATE_KEY: "This key stands here twice. Keep one of them.",
  MULTIPLE_DOCS: "There is a second document below `---`. A draft is one document.",
  MISSING_CHAR: "Something is missing here: a colon, a quote, a bracket or a space.",
  UNEXPECTED_TOKEN: "This does not fit here. Check the line before it too.",
  BAD_SCALAR_START: "A text cannot begin with this character. Put the text in quotes.",
  MULTILINE_IMPLICIT_KEY: "A colon is missing after a key, or a text with a colon needs quotes.",
  BLOCK_AS_IMPLICIT_KEY: "A text that holds a colon needs quotes.",
  NON_STRING_KEY: "A key is a plain word.",
};

export const draftText = {
  view: "View",
  cards: "Cards",
  text: "Text",
  label: "Draft as YAML",
  hint: "What you type becomes part of the draft after each pause, if it can be read. Ctrl + Z takes it back.",
  readOnlyLabel: "Routes as YAML",
  remarks: "Remarks on the text",
  state: {
    in_step: "The text is the draft.",
    reading: "Reading …",
    broken: "Not in the draft: the text cannot be kept as it is. The draft stays as it was.",
    unreachable:
      "Not in the draft: the server does not answer. The text is kept here and tried again.",
    overtaken: "Not in the draft: the draft was changed elsewhere while you were typing.",
  },
  counted: (errors: number, warnings: number) =>
    [
      errors > 0 ? plural(errors, { one: "problem", other: "problems" }) : "",
      warnings > 0 ? plural(warnings, { one: "warning", other: "warnings" }) : "",
    ]
      .filter(Boolean)
      .join(", "),
  keepMine: "Keep my text",
  takeDraft: "Show the draft",
  aside: "What you typed is put aside.",
  bringBack: "Bring it back",
  heldTitle: "A text that you were typing is not part of this draft.",
  showText: "Show the text",
  place: (line: number, column: number) =>
    `Line ${formatNumber(line)}, column ${formatNumber(column)}`,
  syntax,
  fault: {
    empty: "There is no text. A draft has at least a name, an event and a list of routes.",
    not_a_map: "A draft begins with its keys, such as `name:` and `routes:`.",
    alias: "Write the value again: references such as `*name` are not kept in a draft.",
    tag: "Take the tag away: types such as `!!set` are not kept in a draft.",
    number: "This is no number that a draft can hold.",
  },
  syntaxOther: (detail: string) => `This is no YAML: ${detail}`,
  comment:
    "Comments are not kept in the draft. They stay in this text until you leave Pointsman; say it in the name of a route instead.",
  download: "Download",
  fileName: (name: string) =>
    `${name.replaceAll(/[^\p{Letter}\p{Number}]+/gu, "-").toLowerCase()}.yaml`,
  undoTyped: "what you typed",
} as const;
