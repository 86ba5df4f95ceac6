// Says to screen readers what changed on the screen without a change of page.
import { VisuallyHidden } from "@mantine/core";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

const AnnounceContext = createContext<(message: string) => void>(() => {});

export function AnnouncerProvider({ children }: { children: ReactNode }) {
  const [message, setMessage] = useState({ text: "", turn: 0 });
  const announce = useCallback(
    (text: string) => setMessage(({ turn }) => ({ text, turn: turn + 1 })),
    [],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      <VisuallyHidden role="status" aria-live="polite">
        {/* The key makes the same sentence be read again when it happens again. */}
        <span key={message.turn}>{message.text}</span>
      </VisuallyHidden>
    </AnnounceContext>
  );
}

/** `announce("Blocked IPs is now 2 of 7")` */
export function useAnnounce(): (message: string) => void {
  return useContext(AnnounceContext);
}
