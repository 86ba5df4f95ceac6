// Addresses of the dashboard, built in one place.

export const paths = {
  home: "/",
  start: "/start",
  welcome: "/welcome",
  inquiries: "/inquiries",
  newInquiry: "/inquiries/new",
  inquiriesTagged: (tag: string) => `/inquiries?${new URLSearchParams({ tag })}`,
  review: "/review",
  reviewOf: (id: string) => `/review?inquiry=${encodeURIComponent(id)}`,
  inquiry: (id: string) => `/inquiries/${encodeURIComponent(id)}`,
  workflows: "/workflows",
  newWorkflow: "/workflows/new",
  workflow: (id: string) => `/workflows/${encodeURIComponent(id)}`,
  invariants: "/invariants",
  lists: "/lists",
  newList: "/lists/new",
  list: (id: string) => `/lists/${encodeURIComponent(id)}`,
  importIntoList: (id: string) => `/lists/${encodeURIComponent(id)}/import`,
  resumeImport: (id: string, importId: string) =>
    `/lists/${encodeURIComponent(id)}/import?resume=${encodeURIComponent(importId)}`,
  listHistory: (id: string) => `/lists/${encodeURIComponent(id)}?view=history`,
  listImports: (id: string) => `/lists/${encodeURIComponent(id)}?view=imports`,
  apiKeys: "/developers/keys",
  newApiKey: "/developers/keys/new",
  team: "/team",
  audit: "/audit",
  auditEntry: (seq: number) => `/audit/${seq}`,
  auditOf: (subject: string) => `/audit?subject=${encodeURIComponent(subject)}`,
  inviteMember: "/team/invite",
  account: "/account",
} as const;

export function signInPath({ returnTo, expired }: { returnTo: string; expired: boolean }): string {
  const query = new URLSearchParams();
  if (returnTo !== "/") query.set("return_to", returnTo);
  if (expired) query.set("expired", "1");
  return query.size === 0 ? "/sign-in" : `/sign-in?${query}`;
}

/** Where to go after sign-in. Only addresses of this dashboard are followed. */
export function safeReturnPath(wanted: string | null): string {
  if (wanted === null || !/^\/(?![/\\])/.test(wanted)) return paths.home;
  const target = new URL(wanted, window.location.origin);
  if (target.origin !== window.location.origin) return paths.home;
  return target.pathname + target.search + target.hash;
}
