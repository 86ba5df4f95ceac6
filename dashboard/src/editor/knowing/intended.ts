// Findings that somebody has marked as intended: kept beside the draft, for everybody who works on it.
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "@/api/client.ts";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { components } from "@/api/schema.gen.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { notifyFailed } from "@/components/notify.tsx";
import { strings } from "@/strings/index.ts";

export type Intended = components["schemas"]["Intended"];

const words = strings.knowing.finding;

const intendedQuery = (id: string) =>
  queryOptions({
    queryKey: [...WORKFLOWS_KEY, "intended", id],
    queryFn: ({ signal }) =>
      answer(api.GET("/v1/workflows/{id}/intended", { params: { path: { id } }, signal })),
  });

export interface Marks {
  /** By the finding's name. */
  readonly marked: ReadonlyMap<string, Intended>;
  readonly isSaving: boolean;
  set(finding: string, intended: boolean): void;
}

const byName = ({ data }: { data: Intended[] }): ReadonlyMap<string, Intended> =>
  new Map(data.map((one) => [one.finding, one]));

const NONE: ReadonlyMap<string, Intended> = new Map();

export function useMarks(workflow: string): Marks {
  const queries = useQueryClient();
  const announce = useAnnounce();
  const { data } = useQuery({ ...intendedQuery(workflow), select: byName });
  const save = useMutation({
    mutationFn: (body: { finding: string; intended: boolean }) =>
      answer(api.PUT("/v1/workflows/{id}/intended", { params: { path: { id: workflow } }, body })),
    onSuccess: (found, { intended }) => {
      queries.setQueryData(intendedQuery(workflow).queryKey, found);
      announce(intended ? words.isIntended : words.isShownAgain);
    },
    onError: notifyFailed,
  });
  return {
    marked: data ?? NONE,
    isSaving: save.isPending,
    set: (finding, intended) => save.mutate({ finding, intended }),
  };
}
