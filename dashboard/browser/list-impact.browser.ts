// What a file would change is read before it is imported, and proves true afterwards.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

/** Past inquiries come from 10.0.0.0 to 10.0.0.39. */
const INQUIRIES = 40;
/** The file has the first of these addresses, one of them on the list already, and very many that nobody has. */
const SEEN = 12;
const NEVER_SEEN = 5_000;

type Counts = { outcomes: Record<string, number>; routes: { id: string; count: number }[] };

let server: Server;
let browser: Browser;
let page: Page;
let folder: string;
let workflow: string;
let text: unknown;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pointsman-impact-"));
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

/** A running workflow that declines whoever is on the list, and inquiries that it has decided. */
async function past(): Promise<void> {
  const test = { attribute: "list_matches", operator: "contains", value: "blocked" };
  const name = "Blocked addresses";
  const { id } = await call<{ id: string }>(page, "POST", "/v1/workflows", {
    name,
    event: "inquiry.completed",
  });
  workflow = id;
  const empty = await call<{ etag: string }>(page, "GET", `/v1/workflows/${id}/draft`);
  const routes = [{ id: "rt_blocked", name: "Blocked", if: test, then: [{ action: "decline" }] }];
  text = {
    format: 1,
    name,
    event: "inquiry.completed",
    routes,
    everything_else: [{ action: "approve" }],
  };
  const seen = { "if-match": `"${empty.etag}"` };
  const draft = await call<{ etag: string }>(page, "PUT", `/v1/workflows/${id}/draft`, text, seen);
  const published = { "if-match": `"${draft.etag}"` };
  await call(page, "POST", `/v1/workflows/${id}/publish`, { note: "" }, published);
  await call(page, "POST", `/v1/workflows/${id}/start`, {});
  for (let n = 0; n < INQUIRIES; n += 1) {
    const inquiry = await call<{ id: string }>(page, "POST", "/v1/inquiries", {
      session: { ip_address: `10.0.0.${n}` },
    });
    await call(page, "POST", `/v1/inquiries/${inquiry.id}/complete`, {});
  }
}

const counted = () =>
  call<Counts>(page, "POST", "/v1/workflows/preview", {
    document: text,
    baseline: { workflow },
  });

it("shows what an item would change while it is typed", async () => {
  await steps.addList(page, { name: "Blocked", type: "IP addresses", items: ["10.0.0.3"] });
  await past();
  await page.getByRole("textbox", { name: "Value" }).fill("10.0.0.0/8");
  const impact = page.getByRole("region", { name: "What this would change" });
  await impact.getByText("39 past inquiries would be decided differently").waitFor();
  await impact.getByText("10.0.0.0/8: a very wide network.").waitFor();
  await page.getByRole("textbox", { name: "Value" }).fill("192.0.2.1");
  await impact.getByText("No past inquiry would be decided differently.").waitFor();
});

it("shows what a file would change, and the numbers prove true", async () => {
  const before = await counted();
  expect(before.outcomes.decline).toBe(1);
  const seen = Array.from({ length: SEEN }, (_, n) => `10.0.0.${n}`);
  const others = Array.from(
    { length: NEVER_SEEN },
    (_, n) => `172.16.${Math.floor(n / 250)}.${n % 250}`,
  );
  const file = join(folder, "blocked.csv");
  writeFileSync(file, `${[...seen, ...others].join("\n")}\n`);
  await page.getByRole("link", { name: "Import CSV" }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: "CSV file" }).click(),
  ]);
  await chooser.setFiles(file);
  const impact = page.getByRole("region", { name: "What this would change" });
  const changes = SEEN - 1;
  await impact
    .getByText(
      `${changes} past inquiries would be decided differently: ${changes} approve → decline`,
    )
    .waitFor();
  await impact.getByText("5,011 new items, 1 already there or repeated").waitFor();
  await impact.getByText("Line 4: 10.0.0.3: is on the list already.").waitFor();
  expect(await counted(), "nothing is saved yet").toMatchObject({ outcomes: before.outcomes });

  await page.setViewportSize({ width: 360, height: 800 });
  // The shell takes a moment to become narrow.
  const overflow = () =>
    page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
  await expect.poll(overflow).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 900 });

  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Import finished").first().waitFor({ timeout: 60_000 });
  const after = await counted();
  expect(after.outcomes.decline).toBe((before.outcomes.decline ?? 0) + changes);
  expect(after.outcomes.approve).toBe((before.outcomes.approve ?? 0) - changes);
});
