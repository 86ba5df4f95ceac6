import { useMutation } from "@tanstack/react-query";
import { signOut } from "@/api/queries/session.ts";
import { notifyFailed } from "@/components/notify.tsx";

/** Ends the session. A new document follows, so that nothing of this person stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: signOut,
    onSuccess: () => window.location.assign("/sign-in"),
    onError: notifyFailed,
  });
}
