// An administrator writes down what must never happen, changes it, sees which version that runs breaks it, and archives
// it. Who may not write it reads it.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeWorkflow } from "./addresses.ts";
import { ADA, call, NOOR, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

const PICTURES = process.env.POINTSMAN_SCREENSHOTS;
const NAME = "No blocked addresses";
const APPROVED = "Nobody on “Blocked IP addresses” is ever approved.";

interface Invariants {
  data: { id: string; version: number }[];
}

let server: Server;
let browser: Browser;
let page: Page;
let noor: Page;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
  await makeWorkflow(page);
  const link = await steps.invite(page, NOOR.email, "Analyst");
  noor = await (await openWindow(browser, server)).newPage();
  await steps.join(noor, link, NOOR);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const never = (action: string) => page.getByRole("checkbox", { name: action });
const present = (archived: boolean) =>
  call<Invariants>(page, "GET", `/v1/invariants?archived=${archived}`);

async function violations(): Promise<string[]> {
  const found = await new AxeBuilder({ page }).analyze();
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`);
}

it("an administrator writes it with the editor's own conditions", async () => {
  await page.goto("/invariants");
  await page.getByText("No invariants yet").waitFor();
  await page.getByRole("button", { name: "Add invariant" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(NAME);
  const picker = page.getByRole("combobox", { name: "Add condition" });
  await picker.fill("blocked ip");
  const found = page.getByRole("listbox", { name: "Add condition" }).getByRole("option");
  await found.first().waitFor();
  await picker.press("Enter");
  expect(await violations(), "while it is written").toEqual([]);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(APPROVED).waitFor();
  expect((await present(false)).data.map(({ version }) => version)).toEqual([1]);
});

it("who does not administrate reads it, and is offered nothing else", async () => {
  await noor.goto("/invariants");
  await noor.getByText(APPROVED).waitFor();
  for (const name of ["Add invariant", `Change ${NAME}`, `Archive ${NAME}`]) {
    expect(await noor.getByRole("button", { name }).count(), name).toBe(0);
  }
});

it("a change is the next version, and says which version that runs breaks it", async () => {
  await page.getByRole("button", { name: `Change ${NAME}` }).click();
  await never("Approve").uncheck();
  await page.getByText("Choose at least one.").waitFor();
  await never("Decline").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Nobody on “Blocked IP addresses” is ever declined.").waitFor();
  await page.getByText("These run and break it.", { exact: false }).waitFor();
  await page.getByRole("link", { name: "Addresses, version 1" }).waitFor();
  expect(await violations(), "while something breaks it").toEqual([]);
  expect((await present(false)).data.map(({ version }) => version)).toEqual([2]);
});

it("what it said before can be read, with who wrote it and what changed", async () => {
  for (const reader of [page, noor]) {
    await reader.goto("/invariants");
    await reader.getByRole("button", { name: `Versions of ${NAME}` }).click();
    const versions = reader.getByRole("list", { name: `What ${NAME} has said so far` });
    await versions.getByText(`Version 2: ${NAME}`).waitFor();
    const first = versions.getByRole("listitem", { name: "Version 1", exact: true });
    await first.getByText(APPROVED).waitFor();
    await first.getByText(/by Ada/).waitFor();
    const second = versions.getByRole("listitem", { name: "Version 2", exact: true });
    await second.getByText(`Changed what it says. Was: ${APPROVED}`, { exact: false }).waitFor();
  }
  expect(await violations(), "while versions are read").toEqual([]);
  if (!PICTURES) return;
  mkdirSync(PICTURES, { recursive: true });
  for (const scheme of ["light", "dark"] as const) {
    for (const width of [1440, 390]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto("/invariants");
      await page.getByRole("button", { name: `Versions of ${NAME}` }).click();
      await page.getByText(`Version 1: ${NAME}`).waitFor();
      const file = `invariant-versions-${width}-${scheme}.png`;
      await page.screenshot({ path: join(PICTURES, file), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize({ width: 1440, height: 900 });
});

it("a list says that an invariant names it, and is not archived", async () => {
  await page.goto("/lists");
  await page.getByRole("link", { name: "Blocked IP addresses" }).click();
  await page.getByRole("link", { name: `Invariant “${NAME}”` }).waitFor();
  await page.getByRole("button", { name: "Archive" }).click();
  const dialog = page.getByRole("dialog", { name: "Blocked IP addresses is in use" });
  await dialog.getByRole("link", { name: `Invariant “${NAME}”` }).click();
  await page.waitForURL("**/invariants");
});

it("an archived one is gone from the page and kept", async () => {
  await page.getByRole("button", { name: `Archive ${NAME}` }).click();
  const question = page.getByRole("dialog", { name: `Archive ${NAME}?` });
  await question.getByText(/^It stops nothing any more/).waitFor();
  await question.getByRole("button", { name: "Archive", exact: true }).click();
  await page.getByText(`${NAME} is archived and stops nothing any more.`).waitFor();
  await page.getByText("No invariants yet").waitFor();
  expect((await present(false)).data).toEqual([]);
  expect((await present(true)).data).toHaveLength(1);
  await noor.reload();
  await noor.getByText("Administrators make and change invariants.").waitFor();
});
