// From the server's answer to what is shown of it.
import type { ListImpact, ListImpactWorkflow } from "@/api/preview-types.ts";
import type { ActionKind } from "@/api/types.ts";

/** Remarks that are shown at once; the others are counted. */
const SHOWN = 12;

type Decisions = { from: ActionKind; to: ActionKind; count: number };

/** What would be decided differently, whatever the routes, most inquiries first. */
export function decisionsOf(workflow: ListImpactWorkflow): readonly Decisions[] {
  return workflow.preview.outcome_changes;
}

/** The first remarks, and how many there are besides. */
export function remarksOf({ remarks, remarks_more }: ListImpact) {
  const shown = remarks.slice(0, SHOWN);
  return { shown, more: remarks.length - shown.length + remarks_more };
}
