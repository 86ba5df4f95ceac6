// A curve holds as long as the past does: when more has come, or all of it has been read, curves are asked for again.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Preview } from "@/api/preview-types.ts";

/** What keys of curves begin with. */
export const LENSES = ["knowing", "lens"] as const;

export function useFreshLenses(preview: Preview | null): void {
  const queries = useQueryClient();
  // Not how far counts reach, which is another moment in every answer.
  const past = preview === null ? "" : `${preview.considered} ${preview.complete_to === null}`;
  useEffect(() => {
    void past;
    void queries.invalidateQueries({ queryKey: LENSES });
  }, [queries, past]);
}
