// The first lines of a file, as they stand there, before anything is sent.

/** How many lines are shown. */
export const SHOWN_LINES = 8;
/** As much of the file as is looked at. */
export const LOOKED_AT_BYTES = 65_536;
const SHOWN_CHARACTERS = 200;

export type Preview = {
  lines: readonly string[];
  /** Whether the file goes on behind them. */
  more: boolean;
  /** Whether these lines read as UTF-8. */
  readable: boolean;
};

/** `beginning` is the first `LOOKED_AT_BYTES` of a file of `size` bytes. */
export function previewOf(beginning: Uint8Array, size: number): Preview {
  const isWhole = size <= beginning.length;
  // The last character may be cut in two, so only what stands whole is judged.
  const text = new TextDecoder("utf-8").decode(beginning, { stream: !isWhole });
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  const shown = lines.slice(0, SHOWN_LINES);
  return {
    lines: shown.map((line) => line.slice(0, SHOWN_CHARACTERS)),
    more: lines.length > SHOWN_LINES || !isWhole,
    readable: !shown.some((line) => line.includes("\u{fffd}") || line.includes("\0")),
  };
}
