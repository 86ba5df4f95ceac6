/** Undo and redo without end. A step is named by the operation that made it. */

import { findRoute, type JsonValue, type WorkflowModel } from "./model.ts";
import { applyOperation, type Operation } from "./operations.ts";

export interface Step {
  readonly operation: Operation;
  /** The name of the route concerned, as it was when the step was made. */
  readonly routeName: string | null;
}

interface Past {
  readonly step: Step;
  readonly before: WorkflowModel;
}

interface Future {
  readonly step: Step;
  readonly after: WorkflowModel;
}

export interface EditHistory {
  readonly present: WorkflowModel;
  readonly past: readonly Past[];
  readonly future: readonly Future[];
  /** While true, the next operation of the same kind on the same thing joins the last step. */
  readonly open: boolean;
}

export function startHistory(model: WorkflowModel): EditHistory {
  return { present: model, past: [], future: [], open: false };
}

export function perform(history: EditHistory, operation: Operation): EditHistory {
  const before = history.present;
  const after = applyOperation(before, operation);
  if (after === before) return history;
  const last = history.past.at(-1);
  const joins = history.open && last !== undefined && isSameGesture(last.step.operation, operation);
  const entry = { step: nameStep(before, operation), before };
  return {
    present: after,
    past: joins ? history.past : [...history.past, entry],
    future: [],
    open: true,
  };
}

/** Ends the current gesture: typing after leaving a field is a step of its own. */
export function seal(history: EditHistory): EditHistory {
  return history.open ? { ...history, open: false } : history;
}

/** A workflow's name is changed outside of the draft too; undo must never bring the old one back. */
export function renameThroughout(history: EditHistory, name: JsonValue | undefined): EditHistory {
  const renamed = (model: WorkflowModel): WorkflowModel =>
    model.head.name === name ? model : { ...model, head: { ...model.head, name } };
  return {
    ...history,
    present: renamed(history.present),
    past: history.past.map((entry) => ({ ...entry, before: renamed(entry.before) })),
    future: history.future.map((entry) => ({ ...entry, after: renamed(entry.after) })),
  };
}

export function undo(history: EditHistory): EditHistory {
  const last = history.past.at(-1);
  if (!last) return history;
  return {
    present: last.before,
    past: history.past.slice(0, -1),
    future: [...history.future, { step: last.step, after: history.present }],
    open: false,
  };
}

export function redo(history: EditHistory): EditHistory {
  const next = history.future.at(-1);
  if (!next) return history;
  return {
    present: next.after,
    past: [...history.past, { step: next.step, before: history.present }],
    future: history.future.slice(0, -1),
    open: false,
  };
}

export function undoStep(history: EditHistory): Step | null {
  return history.past.at(-1)?.step ?? null;
}

export function redoStep(history: EditHistory): Step | null {
  return history.future.at(-1)?.step ?? null;
}

function nameStep(before: WorkflowModel, operation: Operation): Step {
  if (operation.kind === "add_route") return { operation, routeName: operation.name };
  const routeName = "route" in operation ? findRoute(before, operation.route)?.name : undefined;
  return { operation, routeName: routeName ?? null };
}

/** Typing letter by letter is one step; everything else is a step each time. */
function isSameGesture(last: Operation, next: Operation): boolean {
  if (last.kind === "rename_route" && next.kind === "rename_route") {
    return last.route === next.route;
  }
  if (last.kind === "change_condition" && next.kind === "change_condition") {
    return (
      last.condition === next.condition && isValueOnly(last.change) && isValueOnly(next.change)
    );
  }
  return false;
}

function isValueOnly(change: object): boolean {
  return "value" in change && !("attribute" in change) && !("operator" in change);
}
