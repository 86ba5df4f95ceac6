// Every page at two widths, light and dark: no accessibility violation, nothing wider than the window. With
// POINTSMAN_SCREENSHOTS=DIR it leaves a picture of each.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LIST_VIEWS } from "@/pages/list/view.ts";
import { TABS, workflowPaths } from "@/pages/workflow/workflow-paths.ts";
import type { PageAddress } from "@/pages.ts";
import { ADA, openWindow, type Server, startBrowser, startServer, type View } from "./harness.ts";
import * as steps from "./steps.ts";
import { fill, type Workspace } from "./workspace.ts";

const PICTURES = process.env.POINTSMAN_SCREENSHOTS;
const VIEWS: View[] = [1440, 390].flatMap((width): View[] => [
  { width, scheme: "light" },
  { width, scheme: "dark" },
]);

let server: Server;
let browser: Browser;
let workspace: Workspace;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  const context = await openWindow(browser, server);
  const page = await context.newPage();
  for (const view of VIEWS)
    await look("start", "/start", view, await openWindow(browser, server, view));
  await steps.firstStart(page, server, ADA);
  workspace = await fill(page);
  await context.close();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

async function settle(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
}

async function look(
  name: string,
  path: string,
  view: View,
  context: BrowserContext,
): Promise<void> {
  const page = await context.newPage();
  await page.goto(path);
  await settle(page);
  const found = await new AxeBuilder({ page }).analyze();
  const told = found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(" | ")}`,
  );
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true });
    const file = `${name}-${view.width}-${view.scheme}.png`;
    await page.screenshot({ path: join(PICTURES, file), fullPage: true });
  }
  await page.close();
  expect(told, `${name} at ${view.width}, ${view.scheme}`).toEqual([]);
  expect(overflow, `${name} at ${view.width} is wider than the window`).toBeLessThanOrEqual(0);
}

type Visit = readonly [name: string, address: (workspace: Workspace) => string];

/** Every address of the dashboard; a page that has no visit here does not pass the type check. */
const VISITS: Record<PageAddress, readonly Visit[]> = {
  "/": [["home", () => "/"]],
  "/welcome": [["welcome", () => "/welcome"]],
  "/review": [
    ["review", () => "/review"],
    ["review-decided-meanwhile", ({ declined }) => `/review?inquiry=${declined}`],
  ],
  "/inquiries": [
    ["inquiries", () => "/inquiries"],
    ["inquiries-none", () => "/inquiries?q=nobody"],
  ],
  "/inquiries/new": [["inquiry-new", () => "/inquiries/new"]],
  "/inquiries/:id": [
    ["inquiry-declined", ({ declined }) => `/inquiries/${declined}`],
    ["inquiry-left-alone", ({ leftAlone }) => `/inquiries/${leftAlone}`],
  ],
  "/workflows": [
    ["workflows", () => "/workflows"],
    ["workflows-order", () => "/workflows?order=change"],
  ],
  "/workflows/new": [["workflow-new", () => "/workflows/new"]],
  "/workflows/:id/*": [
    ["workflow-draft", ({ draft }) => `/workflows/${draft}`],
    ["workflow-text", ({ draft }) => `/workflows/${draft}?view=text`],
    ["workflow-version", ({ workflow }) => `/workflows/${workflow}/versions/1`],
    ["workflow-compare", ({ workflow }) => `/workflows/${workflow}/versions/compare`],
    ["workflow-publish", ({ draft }) => `/workflows/${draft}/publish`],
    ...TABS.map(
      (tab): Visit => [`workflow-${tab}`, ({ workflow }) => workflowPaths.tab(workflow, tab)],
    ),
  ],
  "/invariants": [["invariants", () => "/invariants"]],
  "/lists": [["lists", () => "/lists"]],
  "/lists/new": [["list-new", () => "/lists/new"]],
  "/lists/:id": LIST_VIEWS.map((view) => [
    `list-${view}`,
    ({ list }) => `/lists/${list}?view=${view}`,
  ]),
  "/lists/:id/import": [["list-import", ({ list }) => `/lists/${list}/import`]],
  "/developers/keys": [["keys", () => "/developers/keys"]],
  "/developers/keys/new": [["key-new", () => "/developers/keys/new"]],
  "/team": [["team", () => "/team"]],
  "/audit": [
    ["audit", () => "/audit"],
    ["audit-of-list", ({ list }) => `/audit?subject=${list}`],
  ],
  "/audit/:seq": [
    ["audit-entry", () => "/audit/1"],
    ["audit-published", () => "/audit/4"],
  ],
  "/team/invite": [["invite", () => "/team/invite"]],
  "/account": [["account", () => "/account"]],
  "/join": [["join-void", () => "/join#nothing"]],
  "/new-password": [["new-password-void", () => "/new-password#nothing"]],
  // These two are looked at before anybody is signed in.
  "/sign-in": [],
  "/start": [],
};

describe.each(VIEWS)("at $width pixels, $scheme", (view) => {
  let context: BrowserContext;

  beforeAll(async () => {
    context = await openWindow(browser, server, view);
    const page = await context.newPage();
    await page.goto("/sign-in");
    await settle(page);
    await page.close();
    await look("sign-in", "/sign-in", view, context);
    const signing = await context.newPage();
    await steps.signIn(signing, ADA);
    await signing.close();
  });

  afterAll(async () => {
    await context?.close();
  });

  // Several at a time: each waits more than it works.
  it.concurrent.each(Object.values(VISITS).flat())("%s", async (name, address) => {
    await look(name, address(workspace), view, context);
  });

  it("not-found", async () => {
    await look("not-found", "/nowhere", view, context);
  });
});
