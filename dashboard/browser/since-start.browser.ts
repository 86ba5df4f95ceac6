// A second version is started; a person sees what it was expected to do beside what it does, and goes back to the first with
// one click, which a second one undoes.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALL, considered, makePast, makeWorkflow } from "./addresses.ts";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

let server: Server;
let browser: Browser;
let page: Page;
let workflow: string;

interface Running {
  running: { version: number };
}

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

const section = () => page.getByRole("region", { name: /^Since version \d was started$/ });
const runningVersion = async () =>
  (await call<Running>(page, "GET", `/v1/workflows/${workflow}`)).running.version;

it("says that nothing could be expected of the first version", async () => {
  await expect.poll(() => considered(page, workflow), { timeout: 30_000 }).toBe(ALL);
  await page.goto(`/workflows/${workflow}/versions`);
  await section()
    .getByText(/^There are no inquiries of the 30 days before its start/)
    .waitFor();
  const row = section().getByRole("row", { name: /^Blocked/ });
  await row.getByText("33.3%").waitFor();
  expect(
    await section()
      .getByRole("button", { name: /^Go back/ })
      .count(),
  ).toBe(0);
});

it("shows what the second was expected to do, and what it did", async () => {
  const path = `/v1/workflows/${workflow}/draft`;
  const { etag } = await call<{ etag: string }>(page, "GET", path);
  const publish = `/v1/workflows/${workflow}/publish`;
  await call(page, "POST", publish, { note: "Second" }, { "if-match": `"${etag}"` });
  await page.goto(`/workflows/${workflow}/versions`);
  // The head of the page has such a button too.
  const second = page.getByRole("listitem", { name: "Version 2" });
  await second.getByRole("button", { name: "Start version 2" }).click();
  await section()
    .getByText(`${ALL} inquiries of the 30 days before its start`, { exact: false })
    .waitFor();
  await section().getByText("It has decided nobody yet.").waitFor();
  await makePast(page, ALL);
  // The page asks again by itself: history is written behind the decisions.
  const row = section().getByRole("row", { name: /^Blocked 33\.3% 33\.3% ?20/ });
  await row.waitFor({ timeout: 30_000 });
  await section().getByText("Too few to tell: 100 are needed on either side.").waitFor();
});

it("goes back with one click, and takes that back", async () => {
  await section().getByRole("button", { name: "Go back to version 1" }).click();
  await page.getByText("Version 1 runs again.").waitFor();
  await expect.poll(runningVersion).toBe(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Version 2 runs again.").waitFor();
  await expect.poll(runningVersion).toBe(2);
});
