// Addresses → pages. Each page is a chunk of its own.
import type { ComponentType } from "react";
import { createBrowserRouter, redirect } from "react-router";
import { NotFoundPage, RouteErrorPage } from "./app/error-pages.tsx";
import { paths } from "./app/paths.ts";
import { requireSession } from "./app/require-session.ts";
import { Shell } from "./app/Shell.tsx";
import { Splash } from "./app/Splash.tsx";
import { SHELL_ROUTE_ID } from "./app/session.ts";

type PageModule = { default: ComponentType };

const page = (load: () => Promise<PageModule>) => async () => ({
  Component: (await load()).default,
});

export const router = createBrowserRouter([
  {
    HydrateFallback: Splash,
    ErrorBoundary: RouteErrorPage,
    children: [
      { path: "/sign-in", lazy: page(() => import("./pages/sign-in/SignInPage.tsx")) },
      { path: "/start", lazy: page(() => import("./pages/start/StartPage.tsx")) },
      {
        id: SHELL_ROUTE_ID,
        Component: Shell,
        loader: requireSession,
        shouldRevalidate: () => false,
        children: [
          {
            ErrorBoundary: RouteErrorPage,
            children: [
              { index: true, loader: () => redirect(paths.inquiries) },
              {
                path: "inquiries",
                lazy: page(() => import("./pages/inquiries/InquiriesPage.tsx")),
              },
              {
                path: "workflows",
                lazy: page(() => import("./pages/workflows/WorkflowsPage.tsx")),
              },
              // The editor keeps its tabs below this address.
              {
                path: "workflows/:id/*",
                lazy: page(() => import("./pages/workflow/WorkflowPage.tsx")),
              },
              { path: "*", Component: NotFoundPage },
            ],
          },
        ],
      },
    ],
  },
]);
