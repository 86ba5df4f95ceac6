// A newcomer loads the example, looks at one person and one list item, erases both, and takes the example away again.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

/** Making and removing 50,000 inquiries takes seconds; a busy machine is given more. */
const PATIENCE = { timeout: 100_000 };

interface Listed<T> {
  data: T[];
}

let server: Server;
let browser: Browser;
let page: Page;

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

const banner = () => page.getByRole("complementary", { name: "Example workspace" });
const dialog = () => page.getByRole("dialog");

it("is loaded with one click and says on every page that it is one", async () => {
  await page.getByRole("button", { name: "Load the example" }).click();
  await banner().getByText("The example is being made.").waitFor();
  await banner().getByRole("progressbar", { name: "Progress" }).waitFor();
  await banner().getByText("All people and inquiries here are invented.").waitFor(PATIENCE);
  for (const section of ["Home", "Inquiries", "Workflows", "Lists"]) {
    await steps.open(page, section);
    await banner().waitFor();
  }
  const lists = await call<Listed<unknown>>(page, "GET", "/v1/lists");
  expect(lists.data.length).toBeGreaterThanOrEqual(12);
});

it("erases a person: what goes and what stays is said before, and nothing of it is found after", async () => {
  const found = await call<Listed<{ id: string; fields: { name_last?: string } }>>(
    page,
    "GET",
    "/v1/inquiries?status=declined&limit=1",
  );
  const [inquiry] = found.data;
  const name = inquiry?.fields.name_last ?? "";
  expect(name).not.toBe("");
  await page.goto(`/inquiries/${inquiry?.id}`);
  await page.getByRole("heading", { level: 1, name }).waitFor();
  await page.getByRole("button", { name: "Erase personal data…" }).click();
  await dialog().getByText("This goes").waitFor();
  await dialog().getByText("This stays").waitFor();
  await dialog().getByRole("button", { name: "Erase for good" }).click();
  await page.getByRole("heading", { name: "Personal data erased" }).waitFor();
  expect(await page.locator("body").innerText()).not.toContain(name);
  // The decision stays, with its trace.
  await page
    .getByText(/^Declined/)
    .first()
    .waitFor();
});

it("erases a list item: it leaves the list and its words are gone from the page", async () => {
  const lists = await call<Listed<{ id: string; type: string; name: string }>>(
    page,
    "GET",
    "/v1/lists",
  );
  const list = lists.data.find(({ type }) => type === "email_address");
  expect(list).toBeDefined();
  await page.goto(`/lists/${list?.id}`);
  const remove = page
    .getByRole("row")
    .getByRole("button", { name: /^Remove / })
    .first();
  const value = ((await remove.getAttribute("aria-label")) ?? "").replace(/^Remove /, "");
  await remove.click();
  await page.goto(`/lists/${list?.id}?state=removed`);
  await page.getByRole("button", { name: `Erase ${value}` }).click();
  await dialog().getByText(value).waitFor();
  await dialog().getByRole("button", { name: "Erase for good" }).click();
  await dialog().waitFor({ state: "detached" });
  await page.getByText("Erased", { exact: true }).waitFor();
  expect(await page.getByRole("main").innerText()).not.toContain(value);
  await page.goto(`/lists/${list?.id}?view=history`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.waitForLoadState("networkidle");
  expect(await page.getByRole("main").innerText()).not.toContain(value);
});

it("is removed with one click and leaves an empty workspace", async () => {
  await banner().getByRole("button", { name: "Remove the example" }).click();
  await dialog().getByText("This goes and cannot be brought back:").waitFor();
  await dialog()
    .getByText(/^5\d,\d{3} inquiries with their runs/)
    .waitFor();
  await dialog().getByRole("button", { name: "Remove the example" }).click();
  await banner().waitFor({ state: "detached", ...PATIENCE });
  const inquiries = await call<Listed<unknown>>(page, "GET", "/v1/inquiries");
  expect(inquiries.data).toEqual([]);
  await steps.open(page, "Inquiries");
  await page.getByText("No inquiries yet").waitFor();
});
