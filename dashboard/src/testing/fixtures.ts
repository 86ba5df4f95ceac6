// Typed examples of what the server answers. Tests spread what matters to them over these.
import type {
  ApiKey,
  CatalogueItemPart,
  Inquiry,
  Item,
  List,
  Right,
  RunSummary,
  Session,
} from "@/api/types.ts";

const at = "2026-11-22T10:42:07Z";

export function sessionWith(...may: Right[]): Session {
  return {
    member: { id: "mbr_1", email: "mary@example.com", name: "Mary", role: "analyst" },
    expires_at: "2026-11-23T10:42:07Z",
    demo: false,
    may,
    may_grant: [],
    workflows_hidden: null,
    administrators: ["Ada"],
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
  imported: false,
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
  field: null,
  description: null,
  items: 2,
  revision: 5,
  created_at: at,
  updated_at: at,
  archived_at: null,
  matches: { last: null, recent: 0, recent_more: false, recent_days: 30 },
  used_by: [],
  used_by_invariants: [],
};

export const item: Item = {
  id: "itm_1",
  text: "203.0.113.0/24",
  value: "203.0.113.0/24",
  added_revision: 1,
  added_at: at,
  added_by: { type: "member", id: "mbr_1", name: "Ada" },
  note: null,
  removed: null,
  erased: null,
  matches: { last: null, recent: 0, recent_more: false, recent_days: 30 },
};

export const apiKey: ApiKey = {
  id: "key_1",
  name: "Checkout",
  role: "integrator",
  prefix: "pmk_3f9a0c11",
  created_at: at,
  created_by: { type: "member", id: "mbr_2", name: "Bob" },
  last_used_at: null,
  expires_at: null,
  revoked_at: null,
};

export const nameParts: CatalogueItemPart[] = [
  part("first", "First name", { optional: true }),
  part("last", "Last name", {}),
  part("threshold", "Similarity of first names", {
    optional: true,
    type: "number",
    range: { min: 0.8, max: 1 },
  }),
];

function part(key: string, label: string, rest: Partial<CatalogueItemPart>): CatalogueItemPart {
  return {
    key,
    label,
    type: "text",
    optional: false,
    range: null,
    example: "",
    hint: null,
    ...rest,
  };
}
