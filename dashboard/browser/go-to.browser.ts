// Ctrl+K leads anywhere without a mouse, and ? shows the keys; what opens takes the focus, what closes gives it back.
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";
import { fill } from "./workspace.ts";

let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
  await fill(page);
  await page.goto("/inquiries");
  await page.getByRole("heading", { level: 1, name: "Inquiries" }).waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const field = () => page.getByRole("combobox", { name: "Go to" });

/** Presses the key and waits until typing reaches the field: it is there before it has the focus. */
async function openGoTo(): Promise<void> {
  await page.keyboard.press("Control+k");
  await field().and(page.locator(":focus")).waitFor();
}

/** Opens *Go to*, types, waits until the first result is called `first`, and takes it. */
async function goTo(typed: string, first: RegExp): Promise<void> {
  await openGoTo();
  await page.keyboard.type(typed);
  await page.getByRole("option", { name: first, selected: true }).waitFor();
  await page.keyboard.press("Enter");
}

it.each([
  ["team", /^Team/, "Team"],
  ["second", /^Second look/, "Second look"],
  ["blocked", /^Blocked IP addresses/, "Blocked IP addresses"],
  ["harb", /Harbour/, "Rosa Harbour"],
  ["ref-meadow", /Meadow/, "Rosa Meadow"],
  ["early@example.com", /Early/, "Rosa Early"],
  ["add new list", /^Add new list/, "Add new list"],
])("%s leads there", async (typed, first, heading) => {
  await goTo(typed, first);
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  expect(await page.title()).toContain(heading);
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
});

it("offers the pages seen before", async () => {
  await openGoTo();
  const seen = page.getByRole("group", { name: "Seen before" });
  await seen.getByRole("option", { name: /Rosa Harbour/ }).waitFor();
  await page.keyboard.press("Escape");
  await field().waitFor({ state: "detached" });
});

it("has no accessibility violation while open, with results and keys", async () => {
  await openGoTo();
  await page.keyboard.type("o");
  await page.getByRole("option", { name: /^Orchard|Rosa Orchard/ }).waitFor();
  const open = await new AxeBuilder({ page }).analyze();
  expect(open.violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("Escape");
  await field().waitFor({ state: "detached" });
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  const help = await new AxeBuilder({ page }).analyze();
  expect(help.violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

it("signs out", async () => {
  await goTo("sign out", /^Sign out/);
  await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
});
