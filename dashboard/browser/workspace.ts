// A small workspace made through the API: a running workflow, a draft, a list, inquiries of each kind.
import type { Page } from "playwright-core";
import { call } from "./harness.ts";

export interface Workspace {
  workflow: string;
  draft: string;
  list: string;
  declined: string;
  leftAlone: string;
}

interface Identified {
  id: string;
}

const condition = (attribute: string, operator: string, value?: unknown) => ({
  attribute,
  operator,
  ...(value === undefined ? {} : { value }),
});

const document = (list: string) => ({
  format: 1,
  name: "Onboarding",
  event: "inquiry.completed",
  routes: [
    {
      id: "rt_minors",
      name: "Minors",
      if: { all: [condition("age", "less_than", 18)] },
      then: [{ action: "decline" }],
    },
    {
      id: "rt_blocked",
      name: "Blocked addresses",
      if: { all: [condition("list_matches", "contains", list)] },
      then: [{ action: "decline" }],
    },
    {
      id: "rt_doubt",
      name: "Doubtful selfie, or from somewhere else",
      if: {
        any: [
          condition("liveness_check_score", "less_than", 70),
          { not: { any: [condition("country", "any_of", ["US", "CA"])] } },
          {
            all: [
              condition("document_similarity_score", "between", [40, 75.5]),
              condition("failed_verification_attempts", "greater_than_or_equal", 2),
            ],
          },
        ],
      },
      then: [{ action: "mark_for_review" }],
    },
  ],
  everything_else: [{ action: "approve" }],
});

/** Makes a workflow with a saved draft; answers its id and the draft's entity tag. */
async function drafted(page: Page, text: { name: string }): Promise<{ id: string; etag: string }> {
  const { id } = await call<Identified>(page, "POST", "/v1/workflows", {
    name: text.name,
    event: "inquiry.completed",
  });
  const empty = await call<{ etag: string }>(page, "GET", `/v1/workflows/${id}/draft`);
  const { etag } = await call<{ etag: string }>(page, "PUT", `/v1/workflows/${id}/draft`, text, {
    "if-match": `"${empty.etag}"`,
  });
  return { id, etag };
}

async function inquiry(page: Page, born: string, ip: string, last: string): Promise<string> {
  const { id } = await call<Identified>(page, "POST", "/v1/inquiries", {
    reference_id: `ref-${last.toLowerCase()}`,
    fields: {
      name_first: "Rosa",
      name_last: last,
      birthdate: born,
      address_country_code: "US",
      address_subdivision: "California",
      email_address: `${last.toLowerCase()}@example.com`,
    },
    session: { ip_address: ip },
    verifications: [
      { id: "ver_1", kind: "selfie", status: "failed" },
      {
        id: "ver_2",
        kind: "selfie",
        status: "passed",
        completed_at: "2026-01-02T03:04:05Z",
        liveness_check_score: 91.25,
      },
    ],
    tags: ["example"],
  });
  return id;
}

export async function fill(page: Page): Promise<Workspace> {
  const list = await call<Identified>(page, "POST", "/v1/lists", {
    name: "Blocked IP addresses",
    type: "ip_address",
  });
  for (const value of ["198.51.100.0/24", "192.0.2.9", "2001:db8::/32"]) {
    await call(page, "POST", `/v1/lists/${list.id}/items`, { value, note: "Seen before" });
  }
  const leftAlone = await inquiry(page, "1980-05-05", "192.0.2.1", "Early");
  const { id: workflow, etag } = await drafted(page, document(list.id));
  await call(
    page,
    "POST",
    `/v1/workflows/${workflow}/publish`,
    { note: "First version" },
    { "if-match": `"${etag}"` },
  );
  await call(page, "POST", `/v1/workflows/${workflow}/start`, {});
  const declined = await inquiry(page, "1980-05-05", "198.51.100.7", "Harbour");
  const approved = await inquiry(page, "1970-01-31", "192.0.2.1", "Meadow");
  for (const id of [leftAlone, declined, approved]) {
    await call(page, "POST", `/v1/inquiries/${id}/complete`, {});
  }
  await inquiry(page, "1990-01-31", "192.0.2.1", "Orchard");
  await call(page, "POST", "/v1/keys", { name: "Identity vendor", role: "integrator" });
  const draft = await drafted(page, { ...document(list.id), name: "Second look" });
  return { workflow, draft: draft.id, list: list.id, declined, leftAlone };
}
