// Where the caret goes in a text that changes under it.

/** The end of what differs: there is what the change was about. */
export function caretAfterChange(before: string, after: string): number {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < most - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return after.length - tail;
}

const STEP = "  ";

/** The spaces that the line after this text begins with. */
export function nextIndent(text: string): string {
  const line = text.slice(text.lastIndexOf("\n") + 1);
  const { spaces = "", dashes = "" } = /^(?<spaces> *)(?<dashes>(?:- +)*)/.exec(line)?.groups ?? {};
  const beside = spaces + " ".repeat(dashes.length);
  return line.trimEnd().endsWith(":") ? beside + STEP : beside;
}
