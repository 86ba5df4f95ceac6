// Addresses below one workflow.
import { paths } from "@/app/paths.ts";

export const TABS = ["routes", "try", "versions", "runs"] as const;
export type WorkflowTab = (typeof TABS)[number];

export const workflowPaths = {
  tab: (id: string, tab: WorkflowTab) =>
    tab === "routes" ? paths.workflow(id) : `${paths.workflow(id)}/${tab}`,
  compare: (id: string, from?: number, to?: number) =>
    `${paths.workflow(id)}/versions/compare${from === undefined ? "" : `?from=${from}&to=${to}`}`,
  version: (id: string, n: number) => `${paths.workflow(id)}/versions/${n}`,
  publish: (id: string) => `${paths.workflow(id)}/publish`,
  runsOfRoute: (id: string, route: string) =>
    `${paths.workflow(id)}/runs?route=${encodeURIComponent(route)}`,
} as const;

export type Place =
  | { readonly kind: "tab"; readonly tab: WorkflowTab }
  | { readonly kind: "version"; readonly version: number }
  | { readonly kind: "compare" }
  | { readonly kind: "publish" }
  | { readonly kind: "unknown" };

/** What stands behind `/workflows/:id/`. */
export function readPlace(rest: string): Place {
  const [first = "", second, ...more] = rest.split("/").filter(Boolean);
  if (more.length > 0) return { kind: "unknown" };
  if (first === "versions" && second === "compare") return { kind: "compare" };
  if (first === "versions" && second !== undefined) {
    const version = /^[1-9]\d{0,8}$/.test(second) ? Number(second) : null;
    return version === null ? { kind: "unknown" } : { kind: "version", version };
  }
  if (second !== undefined) return { kind: "unknown" };
  if (first === "publish") return { kind: "publish" };
  if (first === "") return { kind: "tab", tab: "routes" };
  const tab = TABS.find((one) => one === first);
  return tab ? { kind: "tab", tab } : { kind: "unknown" };
}
