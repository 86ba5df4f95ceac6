// Renders a component inside everything the app puts around it, with an address of the test's choice.
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, RouterProvider } from "react-router";
import { createQueryClient } from "@/api/query-client.ts";
import { theme } from "@/app/theme.ts";

export function renderPage(
  page: ReactNode,
  { path = "/", at = "/" }: { path?: string; at?: string } = {},
): RenderResult & { router: ReturnType<typeof createMemoryRouter> } {
  const router = createMemoryRouter([{ path, element: page }], { initialEntries: [at] });
  const result = render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider theme={theme} env="test">
        <RouterProvider router={router} />
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { ...result, router };
}
