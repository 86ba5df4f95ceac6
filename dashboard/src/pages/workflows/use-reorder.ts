// Moves a workflow one place in the order in which workflows run, and says where it is then.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { saveWorkflowOrder, WORKFLOWS_KEY, workflowOrderQuery } from "@/api/queries/workflows.ts";
import type { Workflow } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { notifyFailed } from "@/components/notify.tsx";
import { strings } from "@/strings/index.ts";

type Move = { workflow: Workflow; neighbour: Workflow; position: number };

export function useReorder(workflows: readonly Workflow[]): {
  move: (index: number, step: -1 | 1) => void;
  busy: boolean;
} {
  const queries = useQueryClient();
  const announce = useAnnounce();
  const save = useMutation({
    mutationFn: async ({ workflow, neighbour }: Move) => {
      const { data, etag } = await queries.fetchQuery({ ...workflowOrderQuery, staleTime: 0 });
      return saveWorkflowOrder(swapped(data, workflow.id, neighbour.id), etag);
    },
    onSuccess: async (_order, { workflow, position }) => {
      await queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
      announce(strings.workflows.moved(workflow.name, position, workflows.length));
    },
    onError: notifyFailed,
  });
  const move = (index: number, step: -1 | 1) => {
    const workflow = workflows[index];
    const neighbour = workflows[index + step];
    if (workflow && neighbour) save.mutate({ workflow, neighbour, position: index + step + 1 });
  };
  return { move, busy: save.isPending };
}

/** The order with two of its members in each other's place. */
export function swapped(ids: readonly string[], one: string, other: string): string[] {
  return ids.map((id) => {
    if (id === one) return other;
    return id === other ? one : id;
  });
}
