// An administrator writes down what must never happen. Somebody swaps Blocked and Allowed all the same: sees the finding,
// the changed counts and a real address that is on both lists, takes it back, moves a threshold, swaps again, and is stopped
// from publishing until the order is right.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALL, considered, makePast, makeWorkflow, ON_BOTH } from "./addresses.ts";
import { ADA, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

const BROKEN = "It breaks the invariant “No blocked addresses”.";
const SENTENCE = /^Nobody on “Blocked IP addresses” is ever approved\.$/;
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

const card = (name: string) => steps.routeCard(page, name);
const counted = (name: string, text: RegExp) =>
  card(name).getByText(text).waitFor({ state: "attached" });
const impact = () => page.getByRole("region", { name: "Impact on past inquiries" });
const swap = () => card("Allowed").getByRole("button", { name: "Move Allowed up" }).click();
const publish = () => page.getByRole("button", { name: /^Publish version/ });

it("an administrator writes down whom nobody may approve", async () => {
  await steps.open(page, "Workflows");
  await page.getByRole("link", { name: "Invariants" }).click();
  await page.getByRole("button", { name: "Add invariant" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("No blocked addresses");
  const picker = page.getByRole("combobox", { name: "Add condition" });
  await picker.fill("blocked ip");
  const found = page.getByRole("listbox", { name: "Add condition" }).getByRole("option");
  await found.first().waitFor();
  await picker.press("Enter");
  expect(await page.getByRole("checkbox", { name: "Approve" }).isChecked()).toBe(true);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText(SENTENCE).waitFor();
});

it("a swap shows the finding, the counts and an address on both lists, and goes back", async () => {
  await expect.poll(() => considered(page, workflow), { timeout: 30_000 }).toBe(ALL);
  await page.goto(`/workflows/${workflow}`);
  await counted("Blocked", /^Takes 20 inquiries/);
  await swap();
  await counted("Allowed", /^Takes 22 inquiries.*12 more come here/);
  await counted("Blocked", /^Takes 8 inquiries.*12 no longer do/);
  await card("Blocked").getByRole("button", { name: "Overlap" }).click();
  const findings = page.getByRole("region", { name: "Findings on Blocked" });
  await findings.getByText(ON_BOTH).waitFor();
  await impact()
    .getByText(/counted in \d+ ms/)
    .waitFor();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await counted("Blocked", /^Takes 20 inquiries.*As in the version that runs/);
});

it("a threshold is dragged, and what it changes is read", async () => {
  await card("Doubtful selfie")
    .getByRole("button", { name: "Doubtful selfie", exact: true })
    .click();
  await card("Doubtful selfie").getByRole("textbox", { name: "Value" }).click();
  const slider = page.getByRole("slider", { name: "Value of liveness check score" });
  const box = await slider.boundingBox();
  if (!box) throw new Error("the marker is not on the screen");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 80, y, { steps: 8 });
  await page.mouse.up();
  await expect
    .poll(async () => Number(await slider.getAttribute("aria-valuenow")))
    .toBeLessThan(70);
  await page.getByText(/decided differently than at 70/).waitFor();
  await counted("Doubtful selfie", /no longer do/);
});

it("an invariant stops publishing, with an example, until the order is right again", async () => {
  await swap();
  await counted("Allowed", /^Takes 22 inquiries/);
  await steps.saved(page);
  await page.getByRole("link", { name: "Publish" }).click();
  await page.getByText(BROKEN).first().waitFor();
  expect(await publish().isDisabled()).toBe(true);
  const invariants = page.getByRole("list", { name: "Invariants" });
  await invariants.getByText("Broken").waitFor();
  await invariants.getByText(/^Approved by route “Allowed”/).waitFor();
  await invariants.getByRole("link", { name: "Try the example" }).click();
  await page.getByText(ON_BOTH).first().waitFor();

  await page.goto(`/workflows/${workflow}`);
  await card("Blocked").getByRole("button", { name: "Move Blocked up" }).click();
  await counted("Blocked", /^Takes 20 inquiries/);
  await steps.saved(page);
  await page.getByRole("link", { name: "Publish" }).click();
  await invariants.getByText("Kept").first().waitFor();
  await publish().click();
  await page.getByText(/^Version 2 is published/).waitFor();
});
