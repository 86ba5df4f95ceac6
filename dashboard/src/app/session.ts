// The signed-in person, for components. The dashboard shows and hides from `may` alone.
import { useRouteLoaderData } from "react-router";
import type { Right, Role, Session } from "@/api/types.ts";

export const SHELL_ROUTE_ID = "shell";

export function useSession(): Session {
  const session = useRouteLoaderData<Session>(SHELL_ROUTE_ID);
  if (session === undefined) throw new Error("useSession is used outside the shell");
  return session;
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
