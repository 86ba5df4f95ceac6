// Turns an inquiry as the server answers it into a body that `try` takes.
import type { Inquiry, InquiryBody } from "@/api/types.ts";

/**
 * A completed inquiry is tried with the attributes it was decided with, list matches included; one that
 * is still open with what was sent so far.
 */
export function bodyOf(inquiry: Inquiry): InquiryBody {
  const attributes = Object.fromEntries(
    Object.entries(inquiry.attributes).map(([key, { value }]) => [key, sendable(value)]),
  );
  if (inquiry.completed_at !== null) return { attributes };
  const { fields, verifications, session } = inquiry;
  return { fields, verifications, session, attributes };
}

export type ReadBody =
  | { readonly kind: "body"; readonly body: InquiryBody }
  | { readonly kind: "empty" }
  | { readonly kind: "not_json"; readonly detail: string }
  | { readonly kind: "not_object" };

/** A body, or an inquiry pasted from its page; the server checks the rest. */
export function readBody(text: string): ReadBody {
  if (text.trim() === "") return { kind: "empty" };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { kind: "not_json", detail: error instanceof Error ? error.message : "" };
  }
  if (typeof json !== "object" || json === null || Array.isArray(json)) {
    return { kind: "not_object" };
  }
  return { kind: "body", body: isAnswer(json) ? bodyOf(json) : json };
}

function isAnswer(json: object): json is Inquiry {
  return "id" in json && "status" in json && "attributes" in json && "completed_at" in json;
}

/** Matches are answered with their items and sent as ids of lists. */
function sendable(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((member: unknown) =>
    typeof member === "object" && member !== null && "list" in member ? member.list : member,
  );
}
