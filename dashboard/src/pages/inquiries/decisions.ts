// What a person may still decide, from the status alone. The server has the last word.
import type { Inquiry, InquiryStatus, Outcome } from "@/api/types.ts";

const POSSIBLE: Record<InquiryStatus, readonly Outcome[]> = {
  created: ["approve", "decline", "mark_for_review"],
  pending: ["approve", "decline", "mark_for_review"],
  completed: ["approve", "decline", "mark_for_review"],
  failed: ["approve", "decline", "mark_for_review"],
  expired: ["approve", "decline", "mark_for_review"],
  needs_review: ["approve", "decline"],
  approved: ["decline"],
  declined: ["approve"],
};

export function possibleDecisions(status: InquiryStatus): readonly Outcome[] {
  return POSSIBLE[status];
}

/** Turning a decision into its opposite needs a comment. */
export function isOverturn(status: InquiryStatus): boolean {
  return status === "approved" || status === "declined";
}

/** Only these can still be completed. */
export function isOpen(status: InquiryStatus): boolean {
  return status === "created" || status === "pending";
}

/** What to call the person: name, else e-mail address, else the integrator's key, else the id. */
export function personOf(inquiry: Pick<Inquiry, "fields" | "reference_id" | "id">): string {
  const { name_first: first, name_last: last, email_address: email } = inquiry.fields;
  const name = [first, last].filter((part) => part !== undefined && part !== "").join(" ");
  return name || email || inquiry.reference_id || inquiry.id;
}
