// From an empty draft to a running workflow, and its place in the order, with the keyboard alone.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import { focusedName, tabTo } from "./keyboard.ts";
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
  const { draft } = await fill(page);
  await page.goto(`/workflows/${draft}`);
  await steps.routeCard(page, "Minors").waitFor();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
const announced = (text: string | RegExp) =>
  page.getByRole("status").getByText(text).first().waitFor({ state: "attached" });

it("changes a comparison and its value", async () => {
  await tabTo(page, /^Minors$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Comparison$/);
  await page.keyboard.type("is at most");
  await tabTo(page, /^Value$/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type("16");
  await page.getByText(/If age is at most 16/).waitFor();
  await steps.saved(page);
});

it("adds a group, fills it, chooses how it matches, and removes it again", async () => {
  await tabTo(page, /^Add group$/);
  await page.keyboard.press("Enter");
  await expect.poll(() => focusedName(page)).toBe("Add condition");
  await page.keyboard.type("country is missing");
  const offered = page.getByRole("listbox", { name: "Add condition" }).getByRole("option");
  await offered.first().waitFor();
  await page.keyboard.press("Enter");
  await page
    .getByText(/country is missing/)
    .first()
    .waitFor();
  await page.keyboard.press("Escape");
  for (let back = 0; back < 10 && (await focusedName(page)) !== "Match"; back += 1) {
    await page.keyboard.press("Shift+Tab");
  }
  await page.keyboard.type("none of these");
  await page
    .getByText(/not \(?country is missing|none of|country is not missing/)
    .first()
    .waitFor();
  await tabTo(page, /^Remove group$/);
  await page.keyboard.press("Enter");
  await announced("Condition removed.");
  await expect.poll(() => focusedName(page)).toBe("Add condition");
  await page.keyboard.press("Escape");
  await steps.saved(page);
});

it("writes in the text view, takes it back, and leaves it with Tab", async () => {
  await page.keyboard.press("Shift+Tab");
  await tabTo(page, /^Cards$/);
  await page.keyboard.press("ArrowRight");
  const area = page.getByRole("textbox", { name: "Draft as YAML" });
  await area.waitFor();
  await tabTo(page, /^Draft as YAML$/);
  const before = await area.inputValue();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("nome: x");
  await page
    .getByRole("button", { name: /Line \d+, column 1.*`nome` is not a key here/ })
    .waitFor();
  await announced(/Not in the draft/);
  await page.keyboard.press("Control+z");
  await announced(/What you typed is put aside\./);
  expect(await area.inputValue()).toBe(before);
  await page.keyboard.press("Tab");
  expect(await focusedName(page)).not.toBe("Draft as YAML");
  await steps.saved(page);
});

it("publishes and starts", async () => {
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Control+Home");
  await tabTo(page, /^Publish$/);
  await page.keyboard.press("Enter");
  await heading("Publish Second look");
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("MAIN");
  await tabTo(page, /^Note/);
  await page.keyboard.type("By keyboard");
  await tabTo(page, /^Publish version 1$/);
  await page.keyboard.press("Enter");
  await heading("Second look");
  await tabTo(page, /^Start/);
  await page.keyboard.press("Enter");
  await page.getByText(/Version 1 is running since/).waitFor();
});

it("puts it first in the order, after hearing what that means", async () => {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to" }).waitFor();
  await page.keyboard.type("workflows");
  await page.getByRole("option", { name: "Workflows", selected: true }).waitFor();
  await page.keyboard.press("Enter");
  await heading("Workflows");
  await tabTo(page, /^Change the order$/);
  await page.keyboard.press("Enter");
  await page.getByRole("list", { name: "Order of workflows" }).waitFor();
  await tabTo(page, /^Move Second look up$/);
  await page.keyboard.press("Alt+ArrowUp");
  await announced(/Second look is now 1 of 2\. Second look will decide before Onboarding\./);
  expect(await focusedName(page)).toBe("Move Second look up");
  await tabTo(page, /^Save this order$/);
  await page.keyboard.press("Enter");
  await page.getByText("The order is saved.", { exact: false }).waitFor();
  const rows = page.getByRole("table", { name: "Workflows" }).getByRole("row");
  await rows.nth(1).getByRole("link", { name: "Second look" }).waitFor();
});
