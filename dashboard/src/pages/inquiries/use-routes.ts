// The routes of a workflow's latest version, to find inquiries by the one they took.
import { useQuery } from "@tanstack/react-query";
import { workflowQuery } from "@/api/queries/workflows.ts";
import { useMay } from "@/app/session.ts";
import { versionQuery } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";

export type NamedRoute = { id: string; name: string };

const EVERYTHING_ELSE: NamedRoute = {
  id: "everything_else",
  name: strings.inquiries.everythingElse,
};

export function useRoutes(workflow: string | undefined): NamedRoute[] {
  const mayRead = useMay()("workflows.read");
  const found = useQuery({
    ...workflowQuery(workflow ?? ""),
    enabled: mayRead && workflow !== undefined,
  });
  const latest = found.data?.latest_version ?? null;
  const version = useQuery({
    ...versionQuery(workflow ?? "", latest ?? 0),
    enabled: mayRead && workflow !== undefined && latest !== null,
  });
  const routes = workflow === undefined ? [] : (version.data?.document?.routes ?? []);
  return [...routes.map(({ id, name }) => ({ id: id ?? "", name })), EVERYTHING_ELSE];
}
