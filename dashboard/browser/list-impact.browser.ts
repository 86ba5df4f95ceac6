// What a file would change is read before it is imported, and proves true afterwards.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

const PICTURES = process.env.POINTSMAN_SCREENSHOTS;
/** Past inquiries come from 10.0.0.0 to 10.0.0.39. */
const INQUIRIES = 40;
/** The file has the first of these addresses, one of them on the list already, and very many that nobody has. */
const SEEN = 12;
const NEVER_SEEN = 5_000;
/** Inquiries on a page behind a number. */
const PAGE = 10;

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

/** A running workflow with one route, for whoever is on the list. */
async function running(name: string, action: string): Promise<{ id: string; text: unknown }> {
  const test = { attribute: "list_matches", operator: "contains", value: "blocked" };
  const { id } = await call<{ id: string }>(page, "POST", "/v1/workflows", {
    name,
    event: "inquiry.completed",
  });
  const empty = await call<{ etag: string }>(page, "GET", `/v1/workflows/${id}/draft`);
  const routes = [{ id: "rt_blocked", name: "Blocked", if: test, then: [{ action }] }];
  const text = {
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
  return { id, text };
}

/** The first decides everybody; the second asks about the same list, and is never applied. */
async function past(): Promise<void> {
  ({ id: workflow, text } = await running("Blocked addresses", "decline"));
  await running("Second look", "mark_for_review");
  for (let n = 0; n < INQUIRIES; n += 1) {
    const inquiry = await call<{ id: string }>(page, "POST", "/v1/inquiries", {
      session: { ip_address: `10.0.0.${n}` },
    });
    await call(page, "POST", `/v1/inquiries/${inquiry.id}/complete`, {});
  }
}

/** The page as it stands, at each width and in each scheme: no faults, nothing wider than the window, and a picture. */
async function looked(name: string): Promise<void> {
  for (const width of [1440, 390]) {
    for (const scheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme: scheme });
      // The colours change after that, and some of them slowly.
      await page.waitForFunction(
        (wanted) =>
          document.documentElement.dataset.mantineColorScheme === wanted &&
          document.getAnimations().every(({ playState }) => playState !== "running"),
        scheme,
      );
      const overflow = () =>
        page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
      // The shell takes a moment to become narrow.
      await expect.poll(overflow).toBeLessThanOrEqual(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`);
      if (PICTURES) {
        mkdirSync(PICTURES, { recursive: true });
        const file = `${name}-${width}-${scheme}.png`;
        await page.screenshot({ path: join(PICTURES, file), fullPage: true });
      }
      expect(told, `${name} at ${width}, ${scheme}`).toEqual([]);
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light" });
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
  await impact.getByText("This is what all running workflows decide together").waitFor();
  for (const line of [
    "Blocked addresses, version 1: decides 39 inquiries differently by itself.",
    "Second look, version 1: decides 39 inquiries differently by itself.",
  ])
    await impact.getByText(line).waitFor();
  await looked("list-impact");
  await page.getByRole("textbox", { name: "Value" }).fill("192.0.2.1");
  await impact.getByText("No past inquiry would be decided differently.").waitFor();
});

it("pages through who is behind a number, and looks at another time", async () => {
  await page.getByRole("textbox", { name: "Value" }).fill("10.0.0.0/8");
  const impact = page.getByRole("region", { name: "What this would change" });
  const line = "39 approve by Everything else → review by Blocked";
  await impact.getByRole("button", { name: line }).click();
  const behind = impact.getByRole("region", { name: `Inquiries: ${line}` });
  const links = behind.getByRole("link");
  await expect.poll(() => links.count()).toBe(PAGE);
  const seen = new Set<string>();
  for (let left = INQUIRIES - 1; left > 0; left -= PAGE) {
    await expect.poll(() => links.count()).toBe(Math.min(left, PAGE));
    for (const link of await links.all()) seen.add((await link.getAttribute("href")) ?? "");
    if (left > PAGE) {
      const before = await links.first().getAttribute("href");
      await behind.getByRole("button", { name: "Next" }).click();
      await expect.poll(() => links.first().getAttribute("href")).not.toBe(before);
    }
  }
  expect(seen.size, "everybody once").toBe(INQUIRIES - 1);
  const inquiry = await call<{ session: { ip_address: string } }>(
    page,
    "GET",
    `/v1${[...seen][0]}`,
  );
  expect(inquiry.session.ip_address).toMatch(/^10\.0\.0\./);
  await looked("list-impact-inquiries");

  // All of them together: the first workflow declines, whatever the second would do.
  await impact.getByRole("button", { name: "39 approve → decline" }).click();
  await impact.getByRole("region", { name: "Inquiries: 39 approve → decline" }).waitFor();

  await impact.getByRole("combobox", { name: "Past inquiries to look at" }).selectOption("7");
  await impact.getByText("39 past inquiries would be decided differently").waitFor();
  expect(new URL(page.url()).searchParams.get("days")).toBe("7");
  expect(await page.getByRole("textbox", { name: "Value" }).inputValue()).toBe("10.0.0.0/8");
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
  await impact.getByRole("button", { name: `${changes} approve → decline`, exact: true }).click();
  const behind = impact.getByRole("region", { name: `Inquiries: ${changes} approve → decline` });
  await expect.poll(() => behind.getByRole("link").count()).toBe(PAGE);
  await behind.getByRole("button", { name: "Next" }).click();
  await expect.poll(() => behind.getByRole("link").count()).toBe(changes - PAGE);
  expect(await counted(), "nothing is saved yet").toMatchObject({ outcomes: before.outcomes });

  await looked("import-impact");

  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText("Import finished").first().waitFor({ timeout: 60_000 });
  const after = await counted();
  expect(after.outcomes.decline).toBe((before.outcomes.decline ?? 0) + changes);
  expect(after.outcomes.approve).toBe((before.outcomes.approve ?? 0) - changes);
});
