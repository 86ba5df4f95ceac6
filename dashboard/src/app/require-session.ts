// Before any page inside the shell: who is it? Nobody → the sign-in page, or the first start.
import { type LoaderFunctionArgs, redirect } from "react-router";
import { ApiError } from "@/api/problem.ts";
import { sessionQuery, setupQuery } from "@/api/queries/session.ts";
import { queryClient } from "@/api/query-client.ts";
import type { Session } from "@/api/types.ts";
import { signInPath } from "./paths.ts";

export async function requireSession({ request }: LoaderFunctionArgs): Promise<Session> {
  try {
    return await queryClient.ensureQueryData(sessionQuery);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 401) throw error;
    const setup = await queryClient.fetchQuery(setupQuery);
    if (setup.state === "needs_first_administrator") throw redirect("/start");
    const { pathname, search } = new URL(request.url);
    throw redirect(
      signInPath({ returnTo: pathname + search, expired: error.code === "session_expired" }),
    );
  }
}
