// The example script: a vendor's webhook body becomes an inquiry that a workflow decides on age, state and country.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADA, call, openWindow, type Server, startBrowser, startServer } from "./harness.ts";
import * as steps from "./steps.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const SCRIPT = join(EXAMPLES, "vendor-webhook/forward.mjs");

let server: Server;
let browser: Browser;
let key: string;

beforeAll(async () => {
  server = await startServer();
  browser = await startBrowser();
  const page = await (await openWindow(browser, server)).newPage();
  await steps.firstStart(page, server, ADA);
  const text = JSON.parse(readFileSync(join(EXAMPLES, "workflows/onboarding.json"), "utf8"));
  const { id } = await call<{ id: string }>(page, "POST", "/v1/workflows", {
    name: text.name,
    event: text.event,
  });
  const empty = await call<{ etag: string }>(page, "GET", `/v1/workflows/${id}/draft`);
  const seen = { "if-match": `"${empty.etag}"` };
  const draft = await call<{ etag: string }>(page, "PUT", `/v1/workflows/${id}/draft`, text, seen);
  const published = { "if-match": `"${draft.etag}"` };
  await call(page, "POST", `/v1/workflows/${id}/publish`, { note: "Example" }, published);
  await call(page, "POST", `/v1/workflows/${id}/start`, {});
  const made = { name: "vendor", role: "integrator" };
  key = (await call<{ secret: string }>(page, "POST", "/v1/keys", made)).secret;
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
});

function forward(body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, POINTSMAN_URL: server.url, POINTSMAN_KEY: key };
    const child = execFile(process.execPath, [SCRIPT], { env }, (error, out) =>
      error ? reject(error) : resolve(out),
    );
    child.stdin?.end(body);
  });
}

it("decides the vendor's inquiry, and only once when the webhook comes twice", async () => {
  const body = readFileSync(join(EXAMPLES, "vendor-webhook/inquiry-completed.json"), "utf8");
  const first = await forward(body);
  expect(first).toContain("is approved");
  expect(first).toContain("Approved by route “States we serve” of Onboarding, version 1.");
  expect(await forward(body)).toBe(first);
});

it("decides on the birthdate too", async () => {
  const body = readFileSync(join(EXAMPLES, "vendor-webhook/inquiry-completed.json"), "utf8");
  const minor = body.replaceAll("example_0001", "example_0002").replace("1991-03-14", "2015-03-14");
  expect(await forward(minor)).toContain("Declined by route “Minors” of Onboarding, version 1.");
});
