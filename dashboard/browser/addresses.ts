// A workflow about addresses whose two lists overlap, and people from every kind of address who have completed.
import type { Page } from "playwright-core";
import { call } from "./harness.ts";

export const ON_BOTH = "198.51.100.7";
/** So many inquiries come from each address; the liveness scores spread over them. */
export const FROM = {
  [ON_BOTH]: 12,
  "198.51.100.20": 8,
  "203.0.113.5": 10,
  "192.0.2.1": 30,
} as const;
export const ALL = Object.values(FROM).reduce((sum, count) => sum + count, 0);

interface Identified {
  id: string;
}

/** Version 1 runs; a draft with the same text is open. */
export async function makeWorkflow(page: Page): Promise<string> {
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

/** Inquiries that have completed; whoever makes them again says behind how many. */
export async function makePast(page: Page, behind = 0): Promise<void> {
  let turn = behind;
  for (const [address, count] of Object.entries(FROM)) {
    for (let nth = 0; nth < count; nth += 1) {
      turn += 1;
      const { id } = await call<Identified>(page, "POST", "/v1/inquiries", past(turn, address));
      await call(page, "POST", `/v1/inquiries/${id}/complete`, {});
    }
  }
}

/** How many are in history, which is written behind the decisions. */
export async function considered(page: Page, workflow: string): Promise<number> {
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
