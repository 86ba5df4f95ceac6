// A person changes the order of two routes and sees at once whom that decides differently, with a real address that is
// on both lists; takes it back; moves a threshold along its curve. Another does the reorder by keyboard and hears it.
//
// With POINTSMAN_SCREENSHOTS=DIR it leaves pictures at both widths, light and dark.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import { focusedName, tabTo } from "./keyboard.ts";
import * as steps from "./steps.ts";

const PICTURES = process.env.POINTSMAN_SCREENSHOTS;
const ON_BOTH = "198.51.100.7";
/** So many inquiries come from each address; the liveness scores spread over them. */
const FROM = { [ON_BOTH]: 12, "198.51.100.20": 8, "203.0.113.5": 10, "192.0.2.1": 30 } as const;
const ALL = Object.values(FROM).reduce((sum, count) => sum + count, 0);

interface Identified {
  id: string;
}

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

const impact = () => page.getByRole("region", { name: "Impact on past inquiries" });
const card = (name: string) => steps.routeCard(page, name);
const counted = (name: string, text: string | RegExp) =>
  card(name).getByText(text).waitFor({ state: "attached" });
const announced = (text: string | RegExp) =>
  page.getByRole("status").getByText(text).first().waitFor({ state: "attached" });

it("shows how many each route takes, from the top", async () => {
  await expect.poll(() => considered(page), { timeout: 30_000 }).toBe(ALL);
  await page.goto(`/workflows/${workflow}`);
  await impact().getByText(`${ALL} inquiries`).waitFor();
  await counted("Blocked", /^Takes 20 inquiries, 33\.3% of those considered\./);
  await counted("Allowed", /^Takes 10 inquiries.*Still undecided here: 66\.7%/);
  await impact()
    .getByText(/^Against version 1, which runs\./)
    .waitFor();
  await impact()
    .getByText(/counted in \d+ ms/)
    .waitFor();
});

it("swaps Allowed and Blocked: changed counts, the finding, and an address that is on both lists", async () => {
  await card("Allowed").getByRole("button", { name: "Move Allowed up" }).click();
  await counted("Allowed", /^Takes 22 inquiries.*12 more come here/);
  await counted("Blocked", /^Takes 8 inquiries.*12 no longer do/);
  await card("Blocked").getByRole("button", { name: "Overlap" }).click();
  const findings = page.getByRole("region", { name: "Findings on Blocked" });
  await findings.getByText(ON_BOTH).waitFor();
  await findings.getByRole("button", { name: "Show overlap" }).click();
  const drawer = page.getByRole("dialog", { name: "Try an inquiry" });
  await drawer.getByText("Taken").first().waitFor();
  await drawer.getByRole("button", { name: "Close Try" }).click();
});

it("lists those who are decided differently, each with its page", async () => {
  await impact().getByRole("button", { name: "What changes" }).click();
  const table = page.getByRole("table", { name: "Decided differently" });
  const row = table.getByRole("row", { name: /^Decline by Blocked Approve by Allowed/ });
  await row.getByRole("link", { name: "Show 12 inquiries" }).click();
  const inquiries = page.getByRole("table", { name: /^Inquiries of this row/ });
  await expect.poll(() => inquiries.getByRole("row").count()).toBe(1 + FROM[ON_BOTH]);
  await page.getByRole("button", { name: "Close", exact: true }).click();
});

it("takes it back with Ctrl+Z", async () => {
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("Control+z");
  await announced(/^Undone: move “Allowed”/);
  await counted("Blocked", /^Takes 20 inquiries.*As in the version that runs/);
});

it("does the reorder by keyboard, and hears what it changes", async () => {
  await page.reload();
  await impact().getByText(`${ALL} inquiries`).waitFor();
  await tabTo(page, /^Allowed$/);
  await page.keyboard.press("Alt+ArrowUp");
  await announced("Allowed is now 1 of 3; 12 inquiries change from decline to approve");
  expect(await focusedName(page)).toBe("Allowed");
  await page.keyboard.press("Control+z");
  await announced("Undone: move “Allowed”; against version 1, no decision changes");
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
  await counted("Doubtful selfie", /more come here/);
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

it("says before publishing what it does", async () => {
  await card("Allowed").getByRole("button", { name: "Move Allowed up" }).click();
  await steps.saved(page);
  await page.goto(`/workflows/${workflow}/publish`);
  const table = page.getByRole("table", { name: "Inquiries by route, before and after" });
  await table.getByRole("row", { name: /^Blocked 20 8 −12$/ }).waitFor();
  await page.getByRole("heading", { name: "Proofs" }).waitFor();
});

it("is in order at every width, light and dark", async () => {
  const state = await page.context().storageState();
  for (const width of [1440, 390]) {
    for (const scheme of ["light", "dark"] as const) {
      const context = await openWindow(browser, server, { width, scheme });
      await context.addCookies(state.cookies);
      const looked = await context.newPage();
      for (const [name, path] of [
        ["routes", ""],
        ["flow", "?flow=open"],
        ["publish", "/publish"],
      ]) {
        await looked.goto(`/workflows/${workflow}${path}`);
        await looked.getByText(`${ALL} inquiries`).first().waitFor();
        await looked.waitForLoadState("networkidle");
        const { violations } = await new AxeBuilder({ page: looked }).analyze();
        const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`);
        if (PICTURES) {
          mkdirSync(PICTURES, { recursive: true });
          const file = `knowing-${name}-${width}-${scheme}.png`;
          await looked.screenshot({ path: join(PICTURES, file), fullPage: true });
        }
        expect(told, `${name} at ${width}, ${scheme}`).toEqual([]);
      }
      await context.close();
    }
  }
});

/** Version 1 runs; a draft with the same text is open. */
async function makeWorkflow(page: Page): Promise<string> {
  const blocked = await makeList(page, "Blocked IP addresses", ["198.51.100.0/24"]);
  const allowed = await makeList(page, "Allowed IP addresses", [ON_BOTH, "203.0.113.0/24"]);
  const on = (value: string) => ({ attribute: "list_matches", operator: "contains", value });
  const selfie = { attribute: "liveness_check_score", operator: "less_than", value: 70 };
  const text = {
    format: 1,
    name: "Addresses",
    event: "inquiry.completed",
    routes: [
      route("rt_blocked", "Blocked", on(blocked), "decline"),
      route("rt_allowed", "Allowed", on(allowed), "approve"),
      route("rt_selfie", "Doubtful selfie", selfie, "mark_for_review"),
    ],
    everything_else: [{ action: "approve" }],
  };
  const { id } = await call<Identified>(page, "POST", "/v1/workflows", {
    name: text.name,
    event: text.event,
  });
  const draft = `/v1/workflows/${id}/draft`;
  const empty = await call<{ etag: string }>(page, "GET", draft);
  const tag = { "if-match": `"${empty.etag}"` };
  const { etag } = await call<{ etag: string }>(page, "PUT", draft, text, tag);
  const note = { note: "First version" };
  await call(page, "POST", `/v1/workflows/${id}/publish`, note, { "if-match": `"${etag}"` });
  await call(page, "POST", `/v1/workflows/${id}/start`, {});
  await call(page, "POST", `/v1/workflows/${id}/versions/1/restore`);
  return id;
}

function route(id: string, name: string, condition: object, action: string): object {
  return { id, name, if: { all: [condition] }, then: [{ action }] };
}

async function makeList(page: Page, name: string, items: readonly string[]): Promise<string> {
  const { id } = await call<Identified>(page, "POST", "/v1/lists", { name, type: "ip_address" });
  for (const value of items) await call(page, "POST", `/v1/lists/${id}/items`, { value });
  return id;
}

/** Inquiries that have completed. */
async function makePast(page: Page): Promise<void> {
  let turn = 0;
  for (const [address, count] of Object.entries(FROM)) {
    for (let nth = 0; nth < count; nth += 1) {
      turn += 1;
      const { id } = await call<Identified>(page, "POST", "/v1/inquiries", past(turn, address));
      await call(page, "POST", `/v1/inquiries/${id}/complete`, {});
    }
  }
}

/** How many are in history, which is written behind the decisions. */
async function considered(page: Page): Promise<number> {
  const draft = `/v1/workflows/${workflow}/draft`;
  const { document } = await call<{ document: unknown }>(page, "GET", draft);
  const preview = "/v1/workflows/preview";
  return (await call<{ considered: number }>(page, "POST", preview, { document })).considered;
}

function past(turn: number, address: string): object {
  const selfie = {
    id: "ver_1",
    kind: "selfie",
    status: "passed",
    completed_at: "2026-01-02T03:04:05Z",
    liveness_check_score: 45 + ((turn * 7) % 55),
  };
  return {
    reference_id: `past-${turn}`,
    fields: { name_first: "Rosa", name_last: `Meadow ${turn}`, birthdate: "1980-05-05" },
    session: { ip_address: address },
    verifications: [selfie],
  };
}
