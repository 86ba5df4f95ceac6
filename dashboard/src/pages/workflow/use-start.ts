// Start: the version that was seen, by its number.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import { notifyDone, notifyFailed } from "@/components/notify.tsx";
import { startWorkflow } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";

export function useStart() {
  const { workflow } = useWorkflowPage();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (version: number) => startWorkflow(workflow.id, version),
    onSuccess: (_, version) => notifyDone(strings.editor.page.header.started(version)),
    onError: notifyFailed,
    onSettled: () => queries.invalidateQueries({ queryKey: WORKFLOWS_KEY }),
  });
}
