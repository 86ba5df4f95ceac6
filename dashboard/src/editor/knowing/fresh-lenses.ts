// A curve holds as long as the past does: whenever counts reach further, the curves are asked for again.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** What keys of curves begin with. */
export const LENSES = ["knowing", "lens"] as const;

export function useFreshLenses(completeTo: string | null | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    void completeTo;
    void queries.invalidateQueries({ queryKey: LENSES });
  }, [queries, completeTo]);
}
