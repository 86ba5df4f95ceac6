// The review queue without a mouse: ten inquiries with J, K, A, D and comments, and a colleague who decides one
// meanwhile.
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, NOOR, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

const NAMES = [
  "Alder",
  "Birch",
  "Cedar",
  "Dogwood",
  "Elm",
  "Fir",
  "Ginkgo",
  "Hazel",
  "Ivy",
  "Juniper",
];

interface Reviewed {
  id: string;
  status: string;
  decision: { comment: string | null; sentence: string } | null;
  timeline: { detail: string }[];
}

let server: Server;
let browser: Browser;
let page: Page;
let colleague: Page;
const ids: Record<string, string> = {};

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
  await steps.addMember(page, NOOR, "Analyst");
  for (const last of NAMES) {
    const { id } = await call<{ id: string }>(page, "POST", "/v1/inquiries", {
      fields: { name_first: "Rosa", name_last: last },
    });
    await call(page, "POST", `/v1/inquiries/${id}/mark_for_review`, { comment: "looks odd" });
    ids[last] = id;
  }
  colleague = await (await openWindow(browser, server)).newPage();
  await steps.signIn(colleague, NOOR);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

const reviewed = (last: string) => call<Reviewed>(page, "GET", `/v1/inquiries/${ids[last]}`);
const shows = (last: string) =>
  page.getByRole("heading", { level: 2, name: `Rosa ${last}` }).waitFor();

/** Presses A or D, says why, and waits until `next` is on the screen. */
async function decide(key: "a" | "d", comment: string, next: string): Promise<void> {
  await page.keyboard.press(key);
  await page.getByRole("textbox", { name: "Comment" }).waitFor();
  await page.keyboard.type(comment);
  await page.keyboard.press("Enter");
  await shows(next);
}

it("opens with the oldest and says how many wait", async () => {
  await page.goto("/review");
  await shows("Alder");
  await page.getByText("10 inquiries wait").waitFor();
  await page.getByText("1 of 10").waitFor();
  await page.getByText("“looks odd”").first().waitFor();
});

it("goes on with J and back with K, and stops at the end", async () => {
  await page.keyboard.press("j");
  await shows("Birch");
  await page.keyboard.press("j");
  await shows("Cedar");
  await page.keyboard.press("k");
  await shows("Birch");
  await page.keyboard.press("k");
  await shows("Alder");
  await page.keyboard.press("k");
  await page.getByText("This is the first one.").waitFor({ state: "attached" });
  await shows("Alder");
});

it("decides with A and D, and the next one opens", async () => {
  await decide("a", "Papers seen.", "Birch");
  await decide("d", "Wrong face.", "Cedar");
  await page.getByText("Rosa Birch").first().waitFor();
  expect(await reviewed("Alder")).toMatchObject({
    status: "approved",
    decision: { comment: "Papers seen.", sentence: "Approved by Ada Lovelace." },
  });
  expect(await reviewed("Birch")).toMatchObject({
    status: "declined",
    decision: { comment: "Wrong face." },
  });
});

it("goes back with Escape and keeps what was typed", async () => {
  await page.keyboard.press("d");
  await page.keyboard.type("Not sure");
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Comment" }).waitFor({ state: "detached" });
  await page.keyboard.press("a");
  const comment = page.getByRole("textbox", { name: "Comment" });
  expect(await comment.inputValue()).toBe("Not sure");
  expect((await reviewed("Cedar")).status).toBe("needs_review");
  await comment.press("Control+a");
  await page.keyboard.type("First line");
  await page.keyboard.press("Shift+Enter");
  await page.keyboard.type("second line");
  await page.keyboard.press("Enter");
  await shows("Dogwood");
  expect((await reviewed("Cedar")).decision?.comment).toBe("First line\nsecond line");
});

it("tells who was faster, and loses nothing", async () => {
  await colleague.goto(`/review?inquiry=${ids.Dogwood}`);
  await colleague.getByRole("heading", { level: 2, name: "Rosa Dogwood" }).waitFor();
  await page.keyboard.press("a");
  await page.keyboard.type("Her papers are fine.");
  await colleague.keyboard.press("d");
  await colleague.getByRole("textbox", { name: "Comment" }).waitFor();
  await colleague.keyboard.type("On the list of last week.");
  await colleague.keyboard.press("Enter");
  await colleague.getByRole("heading", { level: 2, name: "Rosa Elm" }).waitFor();

  await page.keyboard.press("Enter");
  const told = page.getByRole("alert");
  await told.getByText("Somebody was faster").waitFor();
  const words = await told.innerText();
  expect(words).toContain("Declined by Noor Haddad. “On the list of last week.”");
  expect(words).toContain("Her papers are fine.");
  const kept = await reviewed("Dogwood");
  expect(kept).toMatchObject({
    status: "declined",
    decision: { comment: "On the list of last week." },
  });
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("j");
  await shows("Elm");
});

it("takes nothing back silently: an overturn is offered with words", async () => {
  await decide("a", "", "Fir");
  await page.getByText("Approved by Ada Lovelace. To take it back, overturn it").waitFor();
  await page.getByRole("button", { name: "Overturn…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Decline Rosa Elm?" });
  await dialog.getByRole("textbox", { name: "Comment" }).waitFor();
  await page.keyboard.type("Looked again.");
  await dialog.getByRole("button", { name: "Decline" }).press("Enter");
  await dialog.waitFor({ state: "detached" });
  const { status, timeline } = await reviewed("Elm");
  expect(status).toBe("declined");
  expect(timeline.map(({ detail }) => detail).slice(-2)).toEqual([
    "Approved by Ada Lovelace.",
    "Declined by Ada Lovelace. “Looked again.”",
  ]);
  await page.getByText("Declined by Ada Lovelace. To take it back").waitFor();
});

it("works the queue off", async () => {
  await page.getByRole("heading", { level: 2, name: "Rosa Fir" }).focus();
  const rest = ["Fir", "Ginkgo", "Hazel", "Ivy", "Juniper"];
  for (const [index, last] of rest.entries()) {
    await shows(last);
    const next = rest[index + 1];
    if (next !== undefined) await decide(index % 2 === 0 ? "a" : "d", `Seen: ${last}`, next);
  }
  const found = await new AxeBuilder({ page }).analyze();
  expect(found.violations.map(({ id }) => id)).toEqual([]);
  await page.keyboard.press("a");
  await page.getByRole("textbox", { name: "Comment" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByText("Nothing waits for review").waitFor();
  const queue = await call<{ waiting: number }>(page, "GET", "/v1/review_queue");
  expect(queue.waiting).toBe(0);
  for (const last of NAMES) {
    expect(["approved", "declined"]).toContain((await reviewed(last)).status);
  }
});
