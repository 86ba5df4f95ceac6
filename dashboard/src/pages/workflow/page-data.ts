// What every part of the workflow page needs, loaded once.
import { createContext, useContext } from "react";
import type { Catalogue, Draft, List, Workflow } from "@/api/types.ts";
import type { DraftSession } from "@/editor/session/DraftSession.ts";

export interface WorkflowPageData {
  readonly workflow: Workflow;
  readonly catalogue: Catalogue;
  readonly lists: readonly List[];
  readonly draft: Draft | null;
  /** Null: no draft, or not for this reader to edit. */
  readonly session: DraftSession | null;
  readonly mayWrite: boolean;
}

const WorkflowPageContext = createContext<WorkflowPageData | null>(null);

export const WorkflowPageProvider = WorkflowPageContext.Provider;

export function useWorkflowPage(): WorkflowPageData {
  const data = useContext(WorkflowPageContext);
  if (data === null) throw new Error("useWorkflowPage is used outside the workflow page");
  return data;
}
