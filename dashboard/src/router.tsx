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
              { index: true, loader: () => redirect(paths.inquiries), Component: Splash },
              { path: "welcome", lazy: page(() => import("./pages/welcome/WelcomePage.tsx")) },
              {
                path: "inquiries",
                lazy: page(() => import("./pages/inquiries/InquiriesPage.tsx")),
              },
              {
                path: "inquiries/new",
                lazy: page(() => import("./pages/new-inquiry/NewInquiryPage.tsx")),
              },
              {
                path: "inquiries/:id",
                lazy: page(() => import("./pages/inquiry/InquiryPage.tsx")),
              },
              {
                path: "workflows",
                lazy: page(() => import("./pages/workflows/WorkflowsPage.tsx")),
              },
              {
                path: "workflows/new",
                lazy: page(() => import("./pages/new-workflow/NewWorkflowPage.tsx")),
              },
              // The editor keeps its tabs below this address.
              {
                path: "workflows/:id/*",
                lazy: page(() => import("./pages/workflow/WorkflowPage.tsx")),
              },
              { path: "lists", lazy: page(() => import("./pages/lists/ListsPage.tsx")) },
              { path: "lists/new", lazy: page(() => import("./pages/new-list/NewListPage.tsx")) },
              { path: "lists/:id", lazy: page(() => import("./pages/list/ListPage.tsx")) },
              {
                path: "lists/:id/import",
                lazy: page(() => import("./pages/import/ImportPage.tsx")),
              },
              { path: "developers/keys", lazy: page(() => import("./pages/keys/KeysPage.tsx")) },
              {
                path: "developers/keys/new",
                lazy: page(() => import("./pages/new-key/NewKeyPage.tsx")),
              },
              { path: "team", lazy: page(() => import("./pages/team/TeamPage.tsx")) },
              {
                path: "team/new",
                lazy: page(() => import("./pages/new-member/NewMemberPage.tsx")),
              },
              { path: "*", Component: NotFoundPage },
            ],
          },
        ],
      },
    ],
  },
]);
