// How server state is kept: shown at once, asked again whenever a page opens or gets the focus, tried again only when
// that can help.
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./problem.ts";

const MAX_RETRIES = 2;

const NOT_ALLOWED = ["forbidden", "workflows_hidden"];

let onSignedOut: () => void = () => {};

/** Called once by the app; told whenever any call finds that the session is over. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler;
}

function noticeSignedOut(error: unknown): void {
  if (error instanceof ApiError && error.isSignedOut) onSignedOut();
}

export const queryClient = createQueryClient();

export function createQueryClient(): QueryClient {
  /** What this person may do has changed: the screen must not offer it any more. */
  const noticeRefused = (error: unknown) => {
    if (!(error instanceof ApiError) || !NOT_ALLOWED.includes(error.code)) return;
    void client.invalidateQueries({ queryKey: ["session"] });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({
      // The session's own query answers "nobody is signed in" as a fact, not as an interruption.
      onError: (error, query) => {
        if (query.queryKey[0] === "session") return;
        noticeSignedOut(error);
        noticeRefused(error);
      },
    }),
    mutationCache: new MutationCache({
      onError: (error) => {
        noticeSignedOut(error);
        noticeRefused(error);
      },
    }),
    defaultOptions: {
      queries: {
        retry: (failures, error) => failures < MAX_RETRIES && mayHelpToRetry(error),
      },
      mutations: { retry: false },
    },
  });
  return client;
}

function mayHelpToRetry(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false;
  return error.status === 0 || error.status === 502 || error.status === 503;
}
