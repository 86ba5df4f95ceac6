// Addresses → pages, inside the shell or before it. Each page is a chunk of its own.
import type { ComponentType } from "react";
import { createBrowserRouter, type RouteObject, redirect } from "react-router";
import { NotFoundPage, RouteErrorPage } from "./app/error-pages.tsx";
import { paths } from "./app/paths.ts";
import { requireSession } from "./app/require-session.ts";
import { Shell } from "./app/Shell.tsx";
import { Splash } from "./app/Splash.tsx";
import { SHELL_ROUTE_ID } from "./app/session.ts";
import { PAGES, PUBLIC_PAGES } from "./pages.ts";

type PageModule = { default: ComponentType };

function routesOf(pages: Readonly<Record<string, () => Promise<PageModule>>>): RouteObject[] {
  return Object.entries(pages).map(([path, load]) => ({
    path,
    lazy: async () => ({ Component: (await load()).default }),
  }));
}

export const router = createBrowserRouter([
  {
    HydrateFallback: Splash,
    ErrorBoundary: RouteErrorPage,
    children: [
      ...routesOf(PUBLIC_PAGES),
      {
        id: SHELL_ROUTE_ID,
        Component: Shell,
        loader: requireSession,
        shouldRevalidate: () => false,
        children: [
          {
            ErrorBoundary: RouteErrorPage,
            children: [
              { index: true, loader: () => redirect(paths.inquiries), Component: Splash },
              ...routesOf(PAGES),
              { path: "*", Component: NotFoundPage },
            ],
          },
        ],
      },
    ],
  },
]);
