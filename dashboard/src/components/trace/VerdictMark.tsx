// ✓ ✕ ? – told apart by shape first, by colour second, and by name for screen readers.
import { IconCheck, IconQuestionMark, IconX } from "@tabler/icons-react";
import type { Verdict } from "@/api/types.ts";
import classes from "./Trace.module.css";

const ICONS = { true: IconCheck, false: IconX, unknown: IconQuestionMark } as const;

type VerdictMarkProps = { verdict: Verdict; label: string; strong?: boolean };

export function VerdictMark({ verdict, label, strong = false }: VerdictMarkProps) {
  const Icon = ICONS[verdict];
  return (
    <span
      className={classes.mark}
      data-verdict={verdict}
      data-strong={strong || undefined}
      role="img"
      aria-label={label}
      title={label}
    >
      <Icon size={strong ? 14 : 13} stroke={2.6} aria-hidden="true" />
    </span>
  );
}
