// When a draft comes or goes as a whole, nothing of the one before may stay on the screen.
import { useQueryClient } from "@tanstack/react-query";
import { workflowQuery } from "@/api/queries/workflows.ts";
import type { Draft } from "@/api/types.ts";
import { draftKey } from "@/editor/queries.ts";
import { forgetSession } from "@/editor/session/sessions.ts";

export function useDraftChange(workflow: string) {
  const queries = useQueryClient();
  return {
    openDraft(draft: Draft) {
      forgetSession(workflow);
      queries.setQueryData(draftKey(workflow), draft);
    },
    closeDraft() {
      forgetSession(workflow);
      // The page asks for a draft only where the workflow has one.
      queries.setQueryData(workflowQuery(workflow).queryKey, (known) =>
        known ? { ...known, draft: null } : known,
      );
      queries.removeQueries({ queryKey: draftKey(workflow) });
    },
  };
}
