// Renders a component inside everything the app puts around it, with an address of the test's choice.
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { createMemoryRouter, type RouteObject, RouterProvider } from "react-router";
import { createQueryClient } from "@/api/query-client.ts";
import type { Session } from "@/api/types.ts";
import { AnnouncerProvider } from "@/app/announcer.tsx";
import { SHELL_ROUTE_ID } from "@/app/session.ts";
import { theme } from "@/app/theme.ts";

type RenderOptions = {
  path?: string;
  at?: string;
  /** Who is signed in; without one the page stands outside the shell. */
  session?: Session;
};

export function renderPage(
  page: ReactNode,
  { path = "/", at = "/", session }: RenderOptions = {},
): RenderResult & { router: ReturnType<typeof createMemoryRouter> } {
  const routes: RouteObject[] =
    session === undefined
      ? [{ path, element: page }]
      : [{ id: SHELL_ROUTE_ID, loader: () => session, children: [{ path, element: page }] }];
  const router = createMemoryRouter([...routes, { path: "*", element: null }], {
    initialEntries: [at],
    hydrationData: { loaderData: { [SHELL_ROUTE_ID]: session } },
  });
  const result = render(
    <QueryClientProvider client={createQueryClient()}>
      <MantineProvider theme={theme} env="test">
        <AnnouncerProvider>
          <RouterProvider router={router} />
        </AnnouncerProvider>
      </MantineProvider>
    </QueryClientProvider>,
  );
  return { ...result, router };
}
