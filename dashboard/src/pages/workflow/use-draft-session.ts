// The editing session of the workflow on this page, if there is a draft and the reader may write.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Draft } from "@/api/types.ts";
import type { DraftSession } from "@/editor/session/DraftSession.ts";
import {
  forgetSession,
  hasUnsavedWork,
  knownSession,
  sessionFor,
} from "@/editor/session/sessions.ts";

const NEVER = () => () => {};

export function useDraftSession(
  workflow: string,
  draft: Draft | null,
  mayEdit: boolean,
): DraftSession | null {
  const queries = useQueryClient();
  const [, setTurn] = useState(0);
  const known = knownSession(workflow);
  const isSettled = useSyncExternalStore(known?.subscribe ?? NEVER, () => known?.isSettled ?? true);
  // A draft that vanished while something here was unsaved ends in a conflict, not in silence.
  const isKept = !isSettled;
  const session = !mayEdit
    ? null
    : draft?.readable
      ? sessionFor(workflow, draft, queries)
      : isKept
        ? (known ?? null)
        : null;

  useEffect(() => {
    if (draft) session?.adoptNewer(draft);
    else if (known && isSettled) {
      forgetSession(workflow);
      setTurn((turn) => turn + 1);
    }
  }, [session, draft, known, isSettled, workflow]);
  useLeaveWarning();
  return session;
}

/** Closing the tab while something is unsaved asks first; inside the dashboard saving goes on. */
function useLeaveWarning(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (hasUnsavedWork()) event.preventDefault();
    };
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, []);
}
