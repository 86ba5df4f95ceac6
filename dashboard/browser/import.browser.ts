// A CSV file goes into a list through the dashboard, with progress, a report, and decisions that see it.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

const ADDRESSES = 14_217;

let server: Server;
let browser: Browser;
let page: Page;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pointsman-import-"));
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

/** 10.0.0.0 and up, with a header, one line that is none and one that stands twice. */
function addresses(): string {
  const lines = Array.from(
    { length: ADDRESSES },
    (_, n) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`,
  );
  lines.splice(99, 0, "not an address");
  return `ip_address\r\n${[...lines, "10.0.0.5"].join("\r\n")}\r\n`;
}

it("imports, reports and decides", async () => {
  const file = join(folder, "addresses.csv");
  writeFileSync(file, addresses());
  await steps.addList(page, { name: "Seen in fraud", type: "IP addresses", items: [] });
  await page.getByRole("link", { name: "Import CSV" }).click();
  await page.getByRole("heading", { level: 1, name: "Import into Seen in fraud" }).waitFor();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "CSV file" }).click(),
  ]);
  await chooser.setFiles(file);
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Import finished").first().waitFor({ timeout: 60_000 });
  const report = await page.getByRole("main").innerText();
  expect(report).toContain("14,217");
  const bad = page.getByRole("table", { name: "Lines that could not be used" });
  // The header is the first line, so the hundredth value stands on line 101.
  await bad.getByRole("cell", { name: "101", exact: true }).waitFor();
  await bad.getByRole("cell", { name: "not an address", exact: true }).waitFor();

  await page.getByRole("link", { name: "Go to the list" }).click();
  await page.getByText("14,217 items").first().waitFor();
});

it("decides inquiries that are on the list, and those that are not", async () => {
  const test = { attribute: "list_matches", operator: "contains", value: "seen_in_fraud" };
  const { id } = await call<{ id: string }>(page, "POST", "/v1/workflows", {
    name: "Fraud",
    event: "inquiry.completed",
  });
  const empty = await call<{ etag: string }>(page, "GET", `/v1/workflows/${id}/draft`);
  const routes = [{ name: "Seen", if: test, then: [{ action: "decline" }] }];
  const everything_else = [{ action: "approve" }];
  const text = { format: 1, name: "Fraud", event: "inquiry.completed", routes, everything_else };
  const seen = { "if-match": `"${empty.etag}"` };
  const draft = await call<{ etag: string }>(page, "PUT", `/v1/workflows/${id}/draft`, text, seen);
  const published = { "if-match": `"${draft.etag}"` };
  await call(page, "POST", `/v1/workflows/${id}/publish`, { note: "" }, published);
  await call(page, "POST", `/v1/workflows/${id}/start`, {});
  for (const [ip_address, status] of [
    ["10.0.0.0", "declined"],
    ["10.0.55.136", "declined"],
    ["10.0.55.137", "approved"],
    ["192.0.2.1", "approved"],
  ]) {
    const made = await call<{ id: string }>(page, "POST", "/v1/inquiries", {
      session: { ip_address },
    });
    const done = await call<{ status: string }>(
      page,
      "POST",
      `/v1/inquiries/${made.id}/complete`,
      {},
    );
    expect(done.status, ip_address).toBe(status);
  }
});
