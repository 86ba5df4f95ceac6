// A person changes the order of two routes, sees at once whom that decides differently, and takes it back. Another does
// it by keyboard and hears it.
//
// With POINTSMAN_SCREENSHOTS=DIR it leaves pictures at both widths, light and dark.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALL, considered, FROM, makePast, makeWorkflow, ON_BOTH } from "./addresses.ts";
import { ADA, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import { focusedName, tabTo } from "./keyboard.ts";
import * as steps from "./steps.ts";

const PICTURES = process.env.POINTSMAN_SCREENSHOTS;
let server: Server;
let browser: Browser;
let page: Page;
let workflow: string;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
  workflow = await makeWorkflow(page);
  await makePast(page);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const impact = () => page.getByRole("region", { name: "Impact on past inquiries" });
const card = (name: string) => steps.routeCard(page, name);
const counted = (name: string, text: string | RegExp) =>
  card(name).getByText(text).waitFor({ state: "attached" });
const announced = (text: string | RegExp) =>
  page.getByRole("status").getByText(text).first().waitFor({ state: "attached" });

/** Where a card is grasped: the handle left of its number. */
async function handleOf(name: string): Promise<{ x: number; y: number }> {
  const box = await card(name).boundingBox();
  if (!box) throw new Error(`${name} is not on the screen`);
  return { x: box.x + 14, y: box.y + 24 };
}

it("shows how many each route takes, from the top", async () => {
  await expect.poll(() => considered(page, workflow), { timeout: 30_000 }).toBe(ALL);
  await page.goto(`/workflows/${workflow}`);
  await impact().getByText(`${ALL} inquiries`).waitFor();
  await counted("Blocked", /^Takes 20 inquiries, 33\.3% of those considered\./);
  await counted("Allowed", /^Takes 10 inquiries.*Still undecided here: 66\.7%/);
  await impact()
    .getByText(/^Against version 1, which runs\./)
    .waitFor();
  await impact()
    .getByText(/counted in \d+ ms/)
    .waitFor();
});

it("swaps Allowed and Blocked, and sees the counts change", async () => {
  await card("Allowed").getByRole("button", { name: "Move Allowed up" }).click();
  await counted("Allowed", /^Takes 22 inquiries.*12 more come here/);
  await counted("Blocked", /^Takes 8 inquiries.*12 no longer do/);
});

it("lists those who are decided differently, each with its page", async () => {
  await impact().getByRole("button", { name: "What changes" }).click();
  const table = page.getByRole("table", { name: "Decided differently" });
  const row = table.getByRole("row", { name: /^Decline by Blocked Approve by Allowed/ });
  await row.getByRole("link", { name: "Show 12 inquiries" }).click();
  const inquiries = page.getByRole("table", { name: /^Inquiries of this row/ });
  await expect.poll(() => inquiries.getByRole("row").count()).toBe(1 + FROM[ON_BOTH]);
  await page.getByRole("button", { name: "Close", exact: true }).click();
});

it("takes it back with Ctrl+Z", async () => {
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await announced(/^Undone: move “Allowed”/);
  await counted("Blocked", /^Takes 20 inquiries.*As in the version that runs/);
});

it("does the reorder by keyboard, and hears what it changes", async () => {
  await page.reload();
  await impact().getByText(`${ALL} inquiries`).waitFor();
  await tabTo(page, /^Allowed$/);
  await page.keyboard.press("Alt+ArrowUp");
  await announced("Allowed is now 1 of 3; 12 inquiries change from decline to approve");
  expect(await focusedName(page)).toBe("Allowed");
  await page.keyboard.press("Control+z");
  await announced("Undone: move “Allowed”; against version 1, no decision changes");
});

it("counts while a card is dragged, and keeps what it was dropped for", async () => {
  const [from, to] = [await handleOf("Allowed"), await handleOf("Blocked")];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x, from.y - 12, { steps: 3 });
  await page.mouse.move(to.x, to.y - 12, { steps: 10 });
  await counted("Allowed", /^Takes 22 inquiries.*12 more come here/);
  await page.mouse.up();
  await announced("Allowed is now 1 of 3; 12 inquiries change from decline to approve");
  await counted("Blocked", /^Takes 8 inquiries/);
  await page.keyboard.press("Control+z");
  await counted("Blocked", /^Takes 20 inquiries/);
});

it("says before publishing what it does", async () => {
  await card("Allowed").getByRole("button", { name: "Move Allowed up" }).click();
  await steps.saved(page);
  await page.goto(`/workflows/${workflow}/publish`);
  const table = page.getByRole("table", { name: "Inquiries by route, before and after" });
  await table.getByRole("row", { name: /^Blocked 20 8 −12$/ }).waitFor();
  await page.getByRole("heading", { name: "Proofs" }).waitFor();
});

it("is in order at every width, light and dark", async () => {
  const state = await page.context().storageState();
  for (const width of [1440, 390]) {
    for (const scheme of ["light", "dark"] as const) {
      const context = await openWindow(browser, server, { width, scheme });
      await context.addCookies(state.cookies);
      const looked = await context.newPage();
      for (const [name, path] of [
        ["routes", ""],
        ["flow", "?flow=open"],
        ["publish", "/publish"],
      ]) {
        await looked.goto(`/workflows/${workflow}${path}`);
        await looked.getByText(`${ALL} inquiries`).first().waitFor();
        await looked.waitForLoadState("networkidle");
        const { violations } = await new AxeBuilder({ page: looked }).analyze();
        const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`);
        if (PICTURES) {
          mkdirSync(PICTURES, { recursive: true });
          const file = `knowing-${name}-${width}-${scheme}.png`;
          await looked.screenshot({ path: join(PICTURES, file), fullPage: true });
        }
        expect(told, `${name} at ${width}, ${scheme}`).toEqual([]);
      }
      await context.close();
    }
  }
});
