// Addresses → pages, inside the shell or before it. Each page is a chunk of its own.
import type { ComponentType } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { NotFoundPage, RouteErrorPage } from "./app/error-pages.tsx";
import { RequireRight } from "./app/RequireRight.tsx";
import { requireSession } from "./app/require-session.ts";
import { Shell } from "./app/Shell.tsx";
import { Splash } from "./app/Splash.tsx";
import { SHELL_ROUTE_ID } from "./app/session.ts";
import { PAGE_RIGHTS, PAGES, PUBLIC_PAGES } from "./pages.ts";

type PageModule = { default: ComponentType };
type Loaders<Address extends string> = Readonly<Record<Address, () => Promise<PageModule>>>;

function publicRoutes(pages: Loaders<keyof typeof PUBLIC_PAGES>): RouteObject[] {
  return Object.entries(pages).map(([path, load]) => ({
    path,
    lazy: async () => ({ Component: (await load()).default }),
  }));
}

function insideRoutes(pages: Loaders<keyof typeof PAGES>): RouteObject[] {
  return Object.entries(pages).map(([path, load]) => ({
    path,
    lazy: async () => {
      const Page = (await load()).default;
      const right = PAGE_RIGHTS[path as keyof typeof PAGES];
      if (right === null) return { Component: Page };
      return {
        element: (
          <RequireRight right={right}>
            <Page />
          </RequireRight>
        ),
      };
    },
  }));
}

export const router = createBrowserRouter([
  {
    HydrateFallback: Splash,
    ErrorBoundary: RouteErrorPage,
    children: [
      ...publicRoutes(PUBLIC_PAGES),
      {
        id: SHELL_ROUTE_ID,
        Component: Shell,
        loader: requireSession,
        shouldRevalidate: () => false,
        children: [
          {
            ErrorBoundary: RouteErrorPage,
            children: [...insideRoutes(PAGES), { path: "*", Component: NotFoundPage }],
          },
        ],
      },
    ],
  },
]);
