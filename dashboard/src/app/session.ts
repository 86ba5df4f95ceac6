// The signed-in person, for components. The dashboard shows and hides from `may` alone.
import { useQuery } from "@tanstack/react-query";
import { useRouteLoaderData } from "react-router";
import { sessionQuery } from "@/api/queries/session.ts";
import type { Right, Role, Session } from "@/api/types.ts";

export const SHELL_ROUTE_ID = "shell";

export function useSession(): Session {
  const loaded = useRouteLoaderData<Session>(SHELL_ROUTE_ID);
  if (loaded === undefined) throw new Error("useSession is used outside the shell");
  // What a person may do can change while the page is open; the query is asked again when the page gets the focus,
  // and whenever a call was refused.
  return useQuery({ ...sessionQuery, initialData: loaded }).data;
}

/** Whether this person may give a role to others or to keys, or take it away. */
export function useMayGrant(): (role: Role) => boolean {
  const { may_grant } = useSession();
  return (role) => may_grant.includes(role);
}

export function useMay(): (right: Right) => boolean {
  const { may } = useSession();
  return (right) => may.includes(right);
}
