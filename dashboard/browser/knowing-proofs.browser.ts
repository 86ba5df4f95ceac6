// A person swaps two routes and sees the finding with a real address that is on both lists; moves a threshold along its
// curve, reads the change, and takes it back.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ALL, considered, makePast, makeWorkflow, ON_BOTH } from "./addresses.ts";
import { ADA, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

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
const counted = (name: string, text: string | RegExp) =>
  card(name).getByText(text).waitFor({ state: "attached" });

it("says that two routes overlap, with an address that is on both lists, and tries it", async () => {
  await expect.poll(() => considered(page, workflow), { timeout: 30_000 }).toBe(ALL);
  await page.goto(`/workflows/${workflow}`);
  await card("Allowed").getByRole("button", { name: "Move Allowed up" }).click();
  await counted("Allowed", /^Takes 22 inquiries.*12 more come here/);
  await card("Blocked").getByRole("button", { name: "Overlap" }).click();
  const findings = page.getByRole("region", { name: "Findings on Blocked" });
  await findings.getByText(ON_BOTH).waitFor();
  await findings.getByRole("button", { name: "Show overlap" }).first().click();
  const drawer = page.getByRole("dialog", { name: "Try an inquiry" });
  await drawer.getByText("Taken").first().waitFor();
  await drawer.getByRole("button", { name: "Close Try" }).click();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await counted("Blocked", /^Takes 20 inquiries.*As in the version that runs/);
});

it("marks as intended that Everything else approves, and takes the mark back", async () => {
  const line = card("Everything else")
    .getByRole("listitem")
    .filter({ hasText: "Approves by default" });
  await line.getByRole("button", { name: "Mark as intended" }).click();
  await line.getByText(/^.*Marked as intended by Ada/).waitFor();
  await page.reload();
  await line.getByText(/^.*Marked as intended by Ada/).waitFor();
  await line.getByRole("button", { name: "Not intended" }).click();
  await line.getByRole("button", { name: "Mark as intended" }).waitFor();
});

it("moves a threshold along its curve by keys and by dragging, and takes it back as one step", async () => {
  await card("Doubtful selfie")
    .getByRole("button", { name: "Doubtful selfie", exact: true })
    .click();
  await card("Doubtful selfie").getByRole("textbox", { name: "Value" }).click();
  const slider = page.getByRole("slider", { name: "Value of liveness check score" });
  await slider.press("End");
  const most = Number(await slider.getAttribute("aria-valuenow"));
  expect(most).toBeGreaterThan(70);
  expect(await slider.getAttribute("aria-valuetext")).toMatch(/decided differently than at 70/);
  await counted("Doubtful selfie", /more comes? here/);
  await page.keyboard.press("Control+z");
  await expect.poll(() => slider.getAttribute("aria-valuenow")).toBe("70");
  const box = await slider.boundingBox();
  if (!box) throw new Error("the marker is not on the screen");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 80, y, { steps: 8 });
  await page.mouse.up();
  expect(Number(await slider.getAttribute("aria-valuenow"))).toBeLessThan(70);
  await page.getByText(/decided differently than at 70/).waitFor();
  await page.keyboard.press("Control+z");
  await expect.poll(() => slider.getAttribute("aria-valuenow")).toBe("70");
});
