import { useMay } from "@/app/session.ts";

/** Whether this person may be told what other items on a list would change. */
export function useMayAskImpact(): boolean {
  const may = useMay();
  return may("lists.write") && may("workflows.read") && may("runs.read");
}
