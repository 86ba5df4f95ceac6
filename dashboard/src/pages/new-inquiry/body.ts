// What the form says, as the body that a customer's own system would send.
import type { InquiryBody, Verification } from "@/api/types.ts";

export type NewInquiryValues = {
  name_first: string;
  name_last: string;
  birthdate: string;
  email_address: string;
  address_country_code: string;
  address_subdivision: string;
  document_similarity_score: string;
  liveness_check_score: string;
  failed_verification_attempts: string;
  ip_address: string;
  reference_id: string;
};

export const EMPTY_VALUES: NewInquiryValues = {
  name_first: "",
  name_last: "",
  birthdate: "",
  email_address: "",
  address_country_code: "",
  address_subdivision: "",
  document_similarity_score: "",
  liveness_check_score: "",
  failed_verification_attempts: "",
  ip_address: "",
  reference_id: "",
};

const FIELD_KEYS = [
  "name_first",
  "name_last",
  "birthdate",
  "email_address",
  "address_country_code",
  "address_subdivision",
] as const;

/** Where the server's pointers lead in the form. */
export const FIELD_OF_POINTER: Readonly<Record<string, keyof NewInquiryValues>> = {
  ...Object.fromEntries(FIELD_KEYS.map((key) => [`/fields/${key}`, key])),
  "/session/ip_address": "ip_address",
  "/reference_id": "reference_id",
  "/attributes/failed_verification_attempts": "failed_verification_attempts",
  "/verifications/0/document_similarity_score": "document_similarity_score",
  "/verifications/0/liveness_check_score": "liveness_check_score",
};

/** Empty fields are left out: they are missing, not empty. `now` is when the selfie was taken. */
export function bodyOf(values: NewInquiryValues, now: Date): InquiryBody {
  const fields: Record<string, string> = {};
  for (const key of FIELD_KEYS) {
    const value = values[key].trim();
    if (value !== "") fields[key] = value;
  }
  const selfie = selfieOf(values, now);
  const attempts = values.failed_verification_attempts.trim();
  const address = values.ip_address.trim();
  const reference = values.reference_id.trim();
  return {
    fields,
    ...(selfie ? { verifications: [selfie] } : {}),
    ...(attempts === "" ? {} : { attributes: { failed_verification_attempts: Number(attempts) } }),
    ...(address === "" ? {} : { session: { ip_address: address } }),
    ...(reference === "" ? {} : { reference_id: reference }),
  };
}

function selfieOf(values: NewInquiryValues, now: Date): Verification | undefined {
  const similarity = values.document_similarity_score.trim();
  const liveness = values.liveness_check_score.trim();
  if (similarity === "" && liveness === "") return undefined;
  return {
    id: "selfie",
    kind: "selfie",
    status: "passed",
    completed_at: now.toISOString(),
    ...(similarity === "" ? {} : { document_similarity_score: Number(similarity) }),
    ...(liveness === "" ? {} : { liveness_check_score: Number(liveness) }),
    checks: [],
  };
}

/** Empty, or 0 to 100 with at most four decimals. */
export function isScore(text: string): boolean {
  const trimmed = text.trim();
  return trimmed === "" || (/^\d{1,3}(\.\d{1,4})?$/.test(trimmed) && Number(trimmed) <= 100);
}

/** Empty, or a whole number from 0 up. */
export function isCount(text: string): boolean {
  return /^\d{0,6}$/.test(text.trim());
}
