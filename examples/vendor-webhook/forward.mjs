// Maps the body of a vendor's `inquiry.completed` webhook (JSON:API, as Persona publishes it) to Pointsman's create and
// complete calls, and prints the decision. Reads the body from standard input; see README.md beside this file.

import { readFileSync } from 'node:fs';

/** Vendor's field → our field. Values that are null or empty are left out. */
const FIELDS = {
  'name-first': 'name_first',
  'name-last': 'name_last',
  birthdate: 'birthdate',
  'address-country-code': 'address_country_code',
  'address-subdivision': 'address_subdivision',
  'email-address': 'email_address',
  'phone-number': 'phone_number',
  'identification-number': 'identification_number',
};

/** Vendor's type of an included resource → our kind of verification. */
const KINDS = {
  'verification/government-id': 'government_id',
  'verification/selfie': 'selfie',
  'verification/document': 'document',
  'verification/database': 'database',
  'verification/phone-number': 'phone_number',
  'verification/email-address': 'email_address',
};

/** Vendor's words for how a verification ended → ours. */
const STATUSES = { passed: 'passed', failed: 'failed', canceled: 'canceled', submitted: 'pending', initiated: 'pending' };

function fields(attributes) {
  const mapped = {};
  for (const [theirs, ours] of Object.entries(FIELDS)) {
    const value = attributes.fields?.[theirs]?.value ?? attributes[theirs];
    if (typeof value === 'string' && value !== '') mapped[ours] = value;
  }
  return mapped;
}

function session(included) {
  const newest = included.filter(({ type }) => type === 'inquiry-session').at(-1);
  const mapped = {};
  if (newest?.attributes['ip-address']) mapped.ip_address = newest.attributes['ip-address'];
  if (newest?.attributes['user-agent']) mapped.user_agent = newest.attributes['user-agent'];
  return mapped;
}

function verification({ type, id, attributes }) {
  const score = (key) => (typeof attributes[key] === 'number' ? { [key.replaceAll('-', '_')]: attributes[key] } : {});
  return {
    id,
    kind: KINDS[type],
    status: STATUSES[attributes.status] ?? 'pending',
    ...(attributes['completed-at'] ? { completed_at: attributes['completed-at'] } : {}),
    ...(attributes['country-code'] ? { country_code: attributes['country-code'] } : {}),
    ...score('document-similarity-score'),
    ...score('liveness-check-score'),
    checks: (attributes.checks ?? []).map(({ name, status, reasons }) => ({ name, status, reasons: reasons ?? [] })),
  };
}

/** The body of our create call. */
export function map(event) {
  const { data: inquiry, included = [] } = event.data.attributes.payload;
  return {
    reference_id: inquiry.attributes['reference-id'] ?? inquiry.id,
    template: inquiry.relationships['inquiry-template']?.data?.id ?? null,
    fields: fields(inquiry.attributes),
    session: session(included),
    verifications: included.filter(({ type }) => type in KINDS).map(verification),
    tags: inquiry.attributes.tags ?? [],
  };
}

async function call(path, body, idempotencyKey) {
  const response = await fetch(new URL(path, process.env.POINTSMAN_URL ?? 'http://127.0.0.1:7311'), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${process.env.POINTSMAN_KEY}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${JSON.stringify(answer, null, 2)}`);
  return answer;
}

const event = JSON.parse(readFileSync(0, 'utf8'));
const { id: eventId, attributes } = event.data;
if (attributes.name !== 'inquiry.completed') {
  throw new Error(`this script maps inquiry.completed, not ${attributes.name}`);
}
const created = await call('/v1/inquiries', map(event), `${eventId}-create`);
const decided = await call(`/v1/inquiries/${created.id}/complete`, {}, `${eventId}-complete`);
console.log(`${decided.id} is ${decided.status}`);
console.log(decided.decision?.sentence ?? 'No workflow decided it.');
