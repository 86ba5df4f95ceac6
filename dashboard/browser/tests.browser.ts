// Tests that write themselves: offered ones are kept, a changed threshold breaks one, which stops publishing by name, until
// what is expected is changed on purpose.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

const PICTURES = process.env.POINTSMAN_SCREENSHOTS;
const OLD = "Minors: age 18 goes to Everything else";
let server: Server;
let browser: Browser;
let page: Page;
let workflow: string;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const tests = () => page.getByRole("region", { name: "Tests", exact: true });
const threshold = () => steps.routeCard(page, "Minors").getByRole("textbox", { name: "Value" });
const publish = () => page.getByRole("button", { name: /^Publish version/ });

async function toPublish(): Promise<void> {
  await steps.saved(page);
  await page.goto(`/workflows/${workflow}/publish`);
  await tests().waitFor();
}

it("makes a workflow with one threshold", async () => {
  await steps.open(page, "Workflows");
  await page.getByRole("link", { name: "Add new workflow" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Onboarding");
  await page.getByRole("radio", { name: /Inquiry completed/i }).check();
  await page.getByRole("button", { name: "Create workflow" }).click();
  await page.getByRole("heading", { level: 1, name: "Onboarding" }).waitFor();
  workflow = new URL(page.url()).pathname.split("/")[2] ?? "";
  await steps.addRoute(page, "Minors");
  await steps.addCondition(page, "Minors", "age less");
  await threshold().fill("18");
  await steps.chooseAction(page, "Minors", "Decline");
  await page.getByRole("combobox", { name: "Action for everything else" }).selectOption("Approve");
  await page.getByText("If age is less than 18, decline.", { exact: false }).waitFor();
});

it("offers tests by name, and keeps them", async () => {
  await toPublish();
  await tests().getByText("No tests are kept with this workflow yet.").waitFor();
  await tests().getByRole("button", { name: "Add offered tests" }).click();
  const offered = tests().getByRole("list", { name: "Offered tests" });
  await offered.getByText(OLD).waitFor();
  expect(await offered.getByRole("listitem").allTextContents()).toEqual([
    "Minors: age 17",
    OLD,
    "Minors: no age goes to Everything else",
  ]);
  await tests().getByRole("button", { name: "Keep these 3 tests" }).click();
  await tests().getByText("All 3 pass").waitFor();
  await publish().click();
  await page.getByText("Version 1 is published.", { exact: false }).first().waitFor();
});

it("stops publishing when a threshold breaks one, and names it", async () => {
  await page.goto(`/workflows/${workflow}`);
  await page.getByRole("button", { name: "Edit as new draft" }).click();
  const card = steps.routeCard(page, "Minors");
  await card.getByRole("button", { name: "Minors", exact: true }).click();
  await threshold().fill("21");
  await page.getByText("If age is less than 21, decline.", { exact: false }).waitFor();
  await toPublish();
  const broken = tests().getByRole("list", { name: "Broken tests" });
  await broken.getByText(OLD, { exact: true }).waitFor();
  await broken
    .getByText(/Expected:.*Approve.*“Everything else”.*Comes out:.*Decline.*“Minors”/)
    .waitFor();
  await page.getByText(`The test “${OLD}” is broken.`).first().waitFor();
  expect(await publish().getAttribute("aria-disabled")).toBe("true");
  await pictures();
});

it("publishes once what is expected is changed on purpose", async () => {
  await tests()
    .getByRole("button", { name: `Change what is expected of “${OLD}”` })
    .click();
  await tests().getByText("All 3 pass").waitFor();
  await tests().getByRole("button", { name: "Show the 3 that pass" }).click();
  await tests().getByText("Minors: age 18", { exact: false }).waitFor();
  expect(await tests().getByText(OLD).count()).toBe(0);
  await publish().click();
  await page.getByText("Version 2 is published.", { exact: false }).first().waitFor();
});

async function pictures(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`)).toEqual(
    [],
  );
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: join(PICTURES, "tests-publish.png"), fullPage: true });
}
