// What every page stands in: colours, server state, notices.
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { queryClient } from "@/api/query-client.ts";
import { AnnouncerProvider } from "./announcer.tsx";
import { cssVariables } from "./css-variables.ts";
import { theme } from "./theme.ts";

export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <Notifications position="bottom-right" limit={4} autoClose={8000} />
        <AnnouncerProvider>{children}</AnnouncerProvider>
      </MantineProvider>
    </QueryClientProvider>
  );
}
