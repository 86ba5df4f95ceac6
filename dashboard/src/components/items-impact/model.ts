// From the server's answer to what is shown of it.
import type { ImpactCell } from "@/api/list-impact.ts";
import type { ListImpact, ListImpactWorkflow, PreviewFlow } from "@/api/preview-types.ts";
import { strings } from "@/strings/index.ts";

const text = strings.itemsImpact;

/** Remarks that are shown at once; the others are counted. */
const SHOWN = 12;
/** Cells of a flow that are shown. */
const CELLS = 12;
const EVERYTHING_ELSE = "everything_else";

/** A number that leads to its inquiries. */
export type CellLine = { key: string; said: string; asked: ImpactCell };

/** What all workflows decide differently together, most inquiries first. */
export function togetherOf({ together }: ListImpact): readonly CellLine[] {
  return together.outcome_changes.map(({ from, to, count }) => ({
    key: `together ${from} ${to}`,
    said: text.cells([{ from, to, count }]),
    asked: { workflow: null, cell: { from, to } },
  }));
}

/** Where a workflow goes another way: other decisions first, as the server has them. */
export function cellsOf(workflow: ListImpactWorkflow): {
  lines: readonly CellLine[];
  more: number;
} {
  const { flow, flow_more } = workflow.preview;
  const lines = flow.slice(0, CELLS).map((cell) => lineOf(workflow, cell));
  return { lines, more: flow.length - lines.length + flow_more };
}

function lineOf(workflow: ListImpactWorkflow, cell: PreviewFlow): CellLine {
  const { from, from_route, to, to_route, count } = cell;
  const name = (id: string) =>
    id === EVERYTHING_ELSE
      ? strings.editor.everythingElse.name
      : workflow.route_names[id]?.trim() || strings.editor.routes.untitled;
  return {
    key: [workflow.id, from, from_route, to, to_route].join(" "),
    said: text.cell(count, { from, to, fromRoute: name(from_route), toRoute: name(to_route) }),
    asked: { workflow: workflow.id, cell: { from, from_route, to, to_route } },
  };
}

/** The first remarks, and how many there are besides. */
export function remarksOf({ remarks, remarks_more }: ListImpact) {
  const shown = remarks.slice(0, SHOWN);
  return { shown, more: remarks.length - shown.length + remarks_more };
}

/** Whether what all running workflows decide together is another number than what one decides by itself. */
export function isTogetherTold({ workflows, together }: ListImpact): boolean {
  const [only, ...others] = workflows;
  if (only === undefined) return false;
  return others.length > 0 || only.decided_differently !== together.decided_differently;
}

/** Routes that are undecided for the same reason, in their order. */
export function undecidedOf({ undecided }: ListImpactWorkflow) {
  const groups = new Map<string | null, (string | null)[]>();
  for (const { because, name } of undecided)
    groups.set(because, [...(groups.get(because) ?? []), name]);
  return [...groups];
}
