import { IconCircleDashed } from "@tabler/icons-react";
import { Chip } from "@/components/Chip.tsx";
import { ActionChip } from "@/components/state-chips.tsx";
import { strings } from "@/strings/index.ts";
import type { Decision } from "../model/model.ts";

/** A route's action, or that it has none yet. */
export function DecisionChip({ decision }: { decision: Decision | null }) {
  if (decision !== null) return <ActionChip action={decision} />;
  return <Chip tone="neutral" icon={IconCircleDashed} label={strings.editor.conditions.noAction} />;
}
