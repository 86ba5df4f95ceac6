// The lines that could not be used, as a file to mend and import again.
import type { BadLine } from "@/api/types.ts";

export function badLinesCsv(lines: readonly BadLine[]): string {
  const rows = lines.map(({ line, value, detail }) => [String(line), value, detail]);
  return [["line", "value", "reason"], ...rows]
    .map((row) => `${row.map(quoted).join(",")}\r\n`)
    .join("");
}

/** Quoted where CSV needs it; a leading `=` and its like must not become a formula when opened. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
