// Typed examples of what the server answers. Tests spread what matters to them over these.
import type { Inquiry, List, Right, RunSummary, Session } from "@/api/types.ts";

const at = "2026-11-22T10:42:07Z";

export function sessionWith(...may: Right[]): Session {
  return {
    member: { id: "mbr_1", email: "mary@example.com", name: "Mary", role: "analyst" },
    expires_at: "2026-11-23T10:42:07Z",
    demo: false,
    may,
    may_grant: [],
  };
}

export const run: RunSummary = {
  id: "run_1",
  workflow: "wfl_1",
  workflow_name: "Onboarding",
  version: 3,
  route: "rt_01",
  route_name: "Minors",
  actions: [{ action: "decline" }],
  applied: true,
  reason: null,
  at,
  sentence: "Took route “Minors”.",
};

export const declined: Inquiry = {
  id: "inq_1",
  reference_id: "order-7",
  template: null,
  status: "declined",
  fields: { name_first: "Ada", name_last: "Lovelace" },
  verifications: [],
  session: {},
  attributes: { age: { value: 17, origin: "derived", from: "birthdate" } },
  tags: [],
  created_at: at,
  updated_at: at,
  completed_at: at,
  erased_at: null,
  decision: {
    outcome: "decline",
    decided_by: { type: "run", id: "run_1", name: "Onboarding" },
    comment: null,
    at,
    sentence: "Declined by route “Minors” of Onboarding, version 3.",
  },
  runs: [run],
  left_alone: [],
  timeline: [],
};

export const list: List = {
  id: "lst_1",
  name: "Blocked addresses",
  key: "blocked_addresses",
  type: "ip_address",
  description: null,
  items: 2,
  revision: 5,
  created_at: at,
  updated_at: at,
  archived_at: null,
  matches: { last: null, recent: 0, recent_more: false, recent_days: 30 },
  used_by: [],
};
