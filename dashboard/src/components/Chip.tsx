// A state in a small frame. The words carry the meaning; icon and colour repeat it.
import type { IconCheck } from "@tabler/icons-react";
import classes from "./Chip.module.css";

export type Tone = "approve" | "decline" | "review" | "accent" | "neutral";

type ChipProps = { tone: Tone; label: string; icon?: typeof IconCheck };

export function Chip({ tone, label, icon: Icon }: ChipProps) {
  return (
    <span className={classes.chip} data-tone={tone}>
      {Icon && <Icon size={14} stroke={2.2} aria-hidden="true" />}
      {label}
    </span>
  );
}
