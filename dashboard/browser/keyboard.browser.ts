// The route list without a mouse: add, name, condition, action, reorder, delete, undo; and what a screen reader hears.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
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

const order = async () => {
  const names = await page.getByRole("article").getByRole("heading", { level: 3 }).allInnerTexts();
  return names.filter((name) => name !== "Everything else");
};

it("skips to the content with the first Tab", async () => {
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Skip to content");
});

it("moves a route with Alt and the arrow keys and says where it is", async () => {
  await tabTo(page, /^Blocked addresses$/);
  await page.keyboard.press("Alt+ArrowUp");
  await page.getByText("Blocked addresses is now 1 of 3").waitFor({ state: "attached" });
  expect((await order())[0]).toBe("Blocked addresses");
  await page.keyboard.press("Alt+ArrowDown");
  await page.getByText("Blocked addresses is now 2 of 3").waitFor({ state: "attached" });
});

it("opens a route, adds a condition by typing, and undoes it", async () => {
  await page.keyboard.press("Enter");
  await tabTo(page, /^Add condition$/);
  await page.keyboard.type("age less than 21");
  const offered = page.getByRole("listbox", { name: "Add condition" }).getByRole("option");
  await offered.first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByText(/on “Blocked IP addresses” and age is less than 21/).waitFor();
  await steps.saved(page);
  await page.keyboard.press("Escape");
  await tabTo(page, /^Undo/);
  await page.keyboard.press("Enter");
  await page.getByText(/and age is less than 21/).waitFor({ state: "detached" });
  await steps.saved(page);
});

it("deletes a route and brings it back", async () => {
  await page.keyboard.press("Shift+Tab");
  await tabTo(page, /^More for Minors$/);
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Delete" }).waitFor();
  // The menu takes the focus a moment after it is seen; an arrow before that would be undone by it.
  await page.waitForFunction(() => document.activeElement?.closest("[role=menu]"));
  for (let step = 0; step < 3 && (await focusedName(page)) !== "Delete"; step += 1) {
    await page.keyboard.press("ArrowDown");
  }
  expect(await focusedName(page)).toBe("Delete");
  await page.keyboard.press("Enter");
  await page.getByText("Minors is deleted.").first().waitFor();
  expect(await order()).not.toContain("Minors");
  await page.keyboard.press("Control+z");
  await steps.routeCard(page, "Minors").waitFor();
  expect(await order()).toContain("Minors");
});

it("kept everything on the server", async () => {
  await steps.saved(page);
  const id = page.url().match(/wfl_[a-z0-9]+/)?.[0];
  const draft = await call<{ document: { routes: { name: string }[] } }>(
    page,
    "GET",
    `/v1/workflows/${id}/draft`,
  );
  expect(draft.document.routes.map(({ name }) => name)).toContain("Minors");
  expect(draft.document.routes).toHaveLength(3);
});
