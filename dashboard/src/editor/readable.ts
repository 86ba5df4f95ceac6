// A diagnostic in the words of people who do not write code: the server's are made for programs too.

import { sentence } from "@/api/problem.ts";
import type { Diagnostic } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";

const OWN_WORDS: Readonly<Record<string, string>> = strings.editor.remarks.byCode;

/** Codes that stand under a plain field have words of their own; in others keys are written out. */
export function readable({
  code,
  message,
}: Pick<Diagnostic, "message"> & { code?: string }): string {
  const own = code === undefined ? undefined : OWN_WORDS[code];
  return own ?? sentence(message.replace(/`([^`]*)`/g, (_, quoted: string) => inWords(quoted)));
}

/** `liveness_check_score` → `liveness check score`; anything else stays and is quoted. */
function inWords(quoted: string): string {
  return /^[a-z]+(_[a-z]+)+$/.test(quoted) ? quoted.replaceAll("_", " ") : `“${quoted}”`;
}
