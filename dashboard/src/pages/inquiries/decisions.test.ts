import { describe, expect, it } from "vitest";
import { isOpen, isOverturn, personOf, possibleDecisions } from "./decisions.ts";
import { STATUSES } from "./filters.ts";

describe("decisions by hand", () => {
  it("offers only the opposite of a decision, and asks for a comment", () => {
    expect(possibleDecisions("approved")).toEqual(["decline"]);
    expect(possibleDecisions("declined")).toEqual(["approve"]);
    expect(STATUSES.filter(isOverturn)).toEqual(["approved", "declined"]);
  });

  it("offers no second review", () => {
    const reviewable = STATUSES.filter((status) =>
      possibleDecisions(status).includes("mark_for_review"),
    );
    expect(reviewable).toEqual(["created", "pending", "completed", "failed", "expired"]);
  });

  it("completes open inquiries only", () => {
    expect(STATUSES.filter(isOpen)).toEqual(["created", "pending"]);
  });
});

describe("personOf", () => {
  const inquiry = { id: "inq_1", reference_id: "order-7" };
  it.each([
    [{ name_first: "Ada", name_last: "Lovelace", email_address: "a@example.com" }, "Ada Lovelace"],
    [{ name_last: "Lovelace" }, "Lovelace"],
    [{ name_first: "", email_address: "a@example.com" }, "a@example.com"],
    [{}, "order-7"],
  ])("%j → %s", (fields, expected) => {
    expect(personOf({ ...inquiry, fields: fields as Record<string, string> })).toBe(expected);
  });

  it("falls back to the id", () => {
    expect(personOf({ id: "inq_1", reference_id: null, fields: {} })).toBe("inq_1");
  });
});
