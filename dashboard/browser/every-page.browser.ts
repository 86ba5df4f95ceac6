// Every page at two widths, light and dark: no accessibility violation, nothing wider than the window. With
// POINTSMAN_SCREENSHOTS=DIR it leaves a picture of each.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

const PAGES: [string, (workspace: Workspace) => string][] = [
  ["welcome", () => "/welcome"],
  ["inquiries", () => "/inquiries"],
  ["inquiries-none", () => "/inquiries?q=nobody"],
  ["inquiry-new", () => "/inquiries/new"],
  ["inquiry-declined", ({ declined }) => `/inquiries/${declined}`],
  ["inquiry-left-alone", ({ leftAlone }) => `/inquiries/${leftAlone}`],
  ["workflows", () => "/workflows"],
  ["workflow-new", () => "/workflows/new"],
  ["workflow-routes", ({ workflow }) => `/workflows/${workflow}`],
  ["workflow-draft", ({ draft }) => `/workflows/${draft}`],
  ["workflow-try", ({ workflow }) => `/workflows/${workflow}/try`],
  ["workflow-versions", ({ workflow }) => `/workflows/${workflow}/versions`],
  ["workflow-version", ({ workflow }) => `/workflows/${workflow}/versions/1`],
  ["workflow-runs", ({ workflow }) => `/workflows/${workflow}/runs`],
  ["workflow-publish", ({ draft }) => `/workflows/${draft}/publish`],
  ["lists", () => "/lists"],
  ["list-new", () => "/lists/new"],
  ["list", ({ list }) => `/lists/${list}`],
  ["list-import", ({ list }) => `/lists/${list}/import`],
  ["keys", () => "/developers/keys"],
  ["key-new", () => "/developers/keys/new"],
  ["team", () => "/team"],
  ["member-new", () => "/team/new"],
  ["not-found", () => "/nowhere"],
];

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

  it.each(PAGES)("%s", async (name, path) => {
    await look(name, path(workspace), view, context);
  });
});
