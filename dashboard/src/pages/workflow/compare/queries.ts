// What is asked about two texts. Both sides stand in the key: an answer of other sides is never shown.
import { queryOptions } from "@tanstack/react-query";
import { patiently } from "@/api/patience.ts";
import { askCompare, askDisagreements } from "@/api/preview.ts";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { WorkflowDocument } from "@/api/types.ts";

/** Lists change what is true, so nothing is kept for long. */
const FRESH_MS = 10_000;

export const compareQuery = (workflow: string, from: number, document: WorkflowDocument | null) =>
  queryOptions({
    queryKey: [...WORKFLOWS_KEY, "compare", workflow, from, document],
    queryFn: ({ signal }) => {
      if (document === null) throw new Error("asked to compare nothing");
      const baseline = { workflow, version: from };
      return patiently(() => askCompare(document, baseline, signal), signal);
    },
    enabled: document !== null,
    staleTime: FRESH_MS,
    retry: false,
  });

export const disagreementsQuery = (workflow: string, document: WorkflowDocument) =>
  queryOptions({
    queryKey: [...WORKFLOWS_KEY, "disagreements", workflow, document],
    queryFn: ({ signal }) => patiently(() => askDisagreements(document, workflow, signal), signal),
    staleTime: FRESH_MS,
    retry: false,
  });
