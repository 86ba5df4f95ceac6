// How far an import is: what the browser has sent, and what the server says it has read.
import type { Import } from "@/api/types.ts";

export type ImportProgress = {
  /** 0 to 1. Reaches 1 only with the final report, never while the server still works. */
  fraction: number;
  sentBytes: number;
  totalBytes: number;
  /** Everything is sent; what remains is the server's work. */
  finishing: boolean;
  lines: number;
  bad: number;
};

const NEARLY_DONE = 0.99;

/** `known` is the server's last answer about this import; it has none before the first line. */
export function importProgress(
  sentBytes: number,
  totalBytes: number,
  known: Pick<Import, "state" | "bytes" | "lines" | "bad"> | undefined,
): ImportProgress {
  // The upload's own count includes what lies in buffers between the two.
  const sent = Math.min(sentBytes, totalBytes);
  const read = Math.min(known?.bytes ?? sent, sent);
  const share = totalBytes === 0 ? 0 : read / totalBytes;
  return {
    fraction: known?.state === "completed" ? 1 : Math.min(share, NEARLY_DONE),
    sentBytes: sent,
    totalBytes,
    finishing: totalBytes > 0 && sent === totalBytes,
    lines: known?.lines ?? 0,
    bad: known?.bad ?? 0,
  };
}
