// A moment in the reader's zone; the exact one on hover and for machines.
import { formatDateTime, formatExactTime } from "@/strings/format.ts";

export function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatExactTime(at)}>
      {formatDateTime(at)}
    </time>
  );
}
