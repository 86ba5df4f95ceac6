// The two pages that a link opens: the secret stands behind # and never leaves for a server's log.
import { useLocation, useNavigate } from "react-router";
import { sessionQuery } from "@/api/queries/session.ts";
import { queryClient } from "@/api/query-client.ts";
import type { Session } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";

export function useLinkSecret(): string {
  return useLocation().hash.replace(/^#/, "");
}

/** Goes on as the person who was let in; nothing of whoever was signed in here before stays. */
export function useEnter(): (session: Session) => void {
  const navigate = useNavigate();
  return (session) => {
    queryClient.clear();
    queryClient.setQueryData(sessionQuery.queryKey, session);
    void navigate(paths.home, { replace: true });
  };
}
