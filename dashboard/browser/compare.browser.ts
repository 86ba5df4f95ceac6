// A person compares what runs with a draft whose two routes were swapped: in words, in meaning with an address that is on
// both lists, and for the people of the past; tries the example, and reads the same before publishing.
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { VIEWS } from "@/pages/workflow/compare/sides.ts";
import { ALL, considered, FROM, makePast, makeWorkflow, ON_BOTH } from "./addresses.ts";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import { tabTo } from "./keyboard.ts";
import * as steps from "./steps.ts";

let server: Server;
let browser: Browser;
let page: Page;
let workflow: string;

interface Text {
  routes: { id: string }[];
}

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
  workflow = await makeWorkflow(page);
  await makePast(page);
  const path = `/v1/workflows/${workflow}/draft`;
  const { document, etag } = await call<{ document: Text; etag: string }>(page, "GET", path);
  const [blocked, allowed, ...rest] = document.routes;
  const swapped = { ...document, routes: [allowed, blocked, ...rest] };
  await call(page, "PUT", path, swapped, { "if-match": `"${etag}"` });
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const panel = () => page.getByRole("tabpanel").last();

it("says in words what was moved", async () => {
  await page.goto(`/workflows/${workflow}/versions`);
  await page.getByRole("link", { name: "Compare versions" }).click();
  await expect.poll(() => page.getByLabel("From", { exact: true }).inputValue()).toBe("1");
  expect(await page.getByLabel("To", { exact: true }).inputValue()).toBe("draft");
  const lines = page.getByRole("list", { name: "Changes in words" }).getByRole("listitem");
  await lines.first().waitFor();
  expect(await lines.allInnerTexts()).toEqual([expect.stringMatching(/^Moved route “Allowed”/)]);
});

it("proves by keyboard for whom that makes a difference", async () => {
  await page.getByRole("tab", { name: "Words" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("list", { name: "Changes in meaning" }).waitFor();
  expect(new URL(page.url()).searchParams.get("view")).toBe("meaning");
  await panel().getByText("Some who were declined are approved").waitFor();
  await panel().getByText("If the inquiry is on all of").waitFor();
  await panel().getByText(ON_BOTH).waitFor();
  await panel().getByText("It went to “Blocked” and goes to “Allowed”.").waitFor();
});

it("counts the people of the past, each with a page", async () => {
  await expect.poll(() => considered(page, workflow), { timeout: 30_000 }).toBe(ALL);
  await page.getByRole("tab", { name: "People" }).click();
  const table = page.getByRole("table", { name: "Decided differently" });
  await table.getByRole("columnheader", { name: "Version 1" }).waitFor();
  const row = table.getByRole("row", { name: /^Decline by Blocked Approve by Allowed/ });
  await row.getByRole("link", { name: `Show ${FROM[ON_BOTH]} inquiries` }).click();
  const inquiries = page.getByRole("table", { name: /^Inquiries of this row/ });
  await expect.poll(() => inquiries.getByRole("row").count()).toBe(1 + FROM[ON_BOTH]);
  await page.getByText("Against version 1.", { exact: true }).waitFor();
});

it.each(VIEWS)("can be read by everybody at every width: %s", async (view) => {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    await page.goto(`/workflows/${workflow}/versions/compare?view=${view}`);
    await page.getByRole("tab", { name: "Meaning" }).waitFor();
    await page.waitForLoadState("networkidle");
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
});

it("says so when there is no difference", async () => {
  await page.goto(`/workflows/${workflow}/versions/compare?from=1&to=1&view=meaning`);
  await page.getByText("Both sides are the same version.").waitFor();
});

it("tries the example from there", async () => {
  await page.goto(`/workflows/${workflow}/versions/compare?view=meaning`);
  await tabTo(page, /^Try the example$/);
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/workflows/${workflow}/try$`));
  await expect.poll(() => page.getByRole("main").innerText()).toContain(ON_BOTH);
});

it("reads the same before publishing, and what runs beside it", async () => {
  const other = {
    format: 1,
    name: "Second look",
    event: "inquiry.completed",
    routes: [],
    everything_else: [{ action: "mark_for_review" }],
  };
  const { id } = await call<{ id: string }>(page, "POST", "/v1/workflows", {
    name: other.name,
    event: other.event,
  });
  const draft = `/v1/workflows/${id}/draft`;
  const { etag } = await call<{ etag: string }>(page, "GET", draft);
  const saved = await call<{ etag: string }>(page, "PUT", draft, other, {
    "if-match": `"${etag}"`,
  });
  await call(
    page,
    "POST",
    `/v1/workflows/${id}/publish`,
    { note: "" },
    {
      "if-match": `"${saved.etag}"`,
    },
  );
  await call(page, "POST", `/v1/workflows/${id}/start`, {});

  await page.goto(`/workflows/${workflow}/publish`);
  const meaning = page.getByRole("region", { name: "What it means" });
  await meaning.getByText("Some who were declined are approved").waitFor();
  const beside = page.getByRole("region", { name: "Beside other workflows" });
  const lines = beside.getByRole("list", { name: "Disagreements with other workflows" });
  await lines
    .getByText(
      "“Second look” runs after this one and sends to review somebody whom this one approves.",
    )
    .waitFor();
});
