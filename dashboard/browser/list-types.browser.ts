// A list of names and one of texts, made and filled by hand and by file through the dashboard.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

let server: Server;
let browser: Browser;
let page: Page;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pointsman-types-"));
  server = await startServer();
  browser = await startBrowser();
  page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

it("adds a name by its parts and says what is missing", async () => {
  await steps.addList(page, { name: "Reported people", type: "Names of people", items: [] });
  await page.getByRole("textbox", { name: "First name (optional)" }).fill("Catherine");
  await page.getByRole("textbox", { name: "Similarity" }).fill("0.9");
  await page.getByRole("button", { name: "Add item" }).click();
  const last = page.getByRole("textbox", { name: "Last name" });
  expect(await last.getAttribute("aria-invalid")).toBe("true");
  await last.fill("Smith");
  await page.getByRole("button", { name: "Add item" }).click();
  const row = page
    .getByRole("row")
    .filter({ hasText: "Catherine Smith, first name alike from 0.9" });
  await row.waitFor();

  await row.getByRole("button", { name: /^Remove Catherine Smith/ }).click();
  await row.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Undo" }).click();
  await row.waitFor();
});

it("explains the columns of a file and reads them", async () => {
  const file = join(folder, "people.csv");
  writeFileSync(file, "last,first\nGarcía,José\nGARCIA,Jose\n,Ada\n");
  await page.getByRole("link", { name: "Import CSV" }).click();
  await page.getByText("2 columns: First name, Last name").waitFor();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "CSV file" }).click(),
  ]);
  await chooser.setFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Import finished").first().waitFor({ timeout: 60_000 });
  await page.getByRole("cell", { name: "A name needs a last name." }).waitFor();
  await page.getByRole("link", { name: "Go to the list" }).click();
  await page.getByRole("cell", { name: "José García", exact: true }).waitFor();
});

it("asks a list of texts for its field", async () => {
  await steps.open(page, "Lists");
  await page.getByRole("link", { name: "Add new list" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Shell companies");
  await page.getByRole("radio", { name: "Texts of one field" }).check();
  const field = page.getByRole("textbox", { name: "Field" });
  await page.getByRole("button", { name: "Create list" }).click();
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  await field.fill("Company");
  await page.getByRole("button", { name: "Create list" }).click();
  await page.getByText("is not a field name").waitFor();
  await field.fill("company");
  await page.getByRole("button", { name: "Create list" }).click();
  await page.getByRole("heading", { level: 1, name: "Shell companies" }).waitFor();
  await page.getByText("compared with the field").waitFor();
});
