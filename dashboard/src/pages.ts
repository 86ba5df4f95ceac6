// Addresses → the module of each page, as plain data: the router is made from it, and the browser tests visit every
// line of it, so that no page can be forgotten.

import type { Right } from "@/api/types.ts";

/** Before sign-in. */
export const PUBLIC_PAGES = {
  "/sign-in": () => import("./pages/sign-in/SignInPage.tsx"),
  "/start": () => import("./pages/start/StartPage.tsx"),
  "/join": () => import("./pages/join/JoinPage.tsx"),
  "/new-password": () => import("./pages/join/NewPasswordPage.tsx"),
} as const;

/** Inside the shell, for who is signed in. */
export const PAGES = {
  "/": () => import("./pages/home/HomePage.tsx"),
  "/welcome": () => import("./pages/welcome/WelcomePage.tsx"),
  "/review": () => import("./pages/review/ReviewPage.tsx"),
  "/inquiries": () => import("./pages/inquiries/InquiriesPage.tsx"),
  "/inquiries/new": () => import("./pages/new-inquiry/NewInquiryPage.tsx"),
  "/inquiries/:id": () => import("./pages/inquiry/InquiryPage.tsx"),
  "/workflows": () => import("./pages/workflows/WorkflowsPage.tsx"),
  "/workflows/new": () => import("./pages/new-workflow/NewWorkflowPage.tsx"),
  // The editor keeps its tabs below this address.
  "/workflows/:id/*": () => import("./pages/workflow/WorkflowPage.tsx"),
  "/invariants": () => import("./pages/invariants/InvariantsPage.tsx"),
  "/lists": () => import("./pages/lists/ListsPage.tsx"),
  "/lists/new": () => import("./pages/new-list/NewListPage.tsx"),
  "/lists/:id": () => import("./pages/list/ListPage.tsx"),
  "/lists/:id/import": () => import("./pages/import/ImportPage.tsx"),
  "/developers/keys": () => import("./pages/keys/KeysPage.tsx"),
  "/developers/keys/new": () => import("./pages/new-key/NewKeyPage.tsx"),
  "/team": () => import("./pages/team/TeamPage.tsx"),
  "/audit": () => import("./pages/audit/AuditPage.tsx"),
  "/audit/:seq": () => import("./pages/audit-entry/AuditEntryPage.tsx"),
  "/team/invite": () => import("./pages/invite/InvitePage.tsx"),
  "/account": () => import("./pages/account/AccountPage.tsx"),
} as const;

/** What each page takes; who lacks it is told so, in words, instead. */
export const PAGE_RIGHTS: Readonly<Record<keyof typeof PAGES, Right | null>> = {
  "/": "inquiries.read",
  "/welcome": null,
  "/review": "inquiries.read",
  "/inquiries": "inquiries.read",
  "/inquiries/new": "inquiries.write",
  "/inquiries/:id": "inquiries.read",
  "/workflows": "workflows.read",
  "/workflows/new": "workflows.write",
  "/workflows/:id/*": "workflows.read",
  "/invariants": "workflows.read",
  "/lists": "lists.read",
  "/lists/new": "lists.write",
  "/lists/:id": "lists.read",
  "/lists/:id/import": "lists.write",
  "/developers/keys": "keys.read",
  "/developers/keys/new": "keys.manage",
  "/team": "members.read",
  "/team/invite": "members.manage",
  "/account": null,
  "/audit": "audit.read",
  "/audit/:seq": "audit.read",
};

export type PageAddress = keyof typeof PUBLIC_PAGES | keyof typeof PAGES;
