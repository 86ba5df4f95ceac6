import { describe, expect, it } from "vitest";
import { bodyOf, EMPTY_VALUES, isCount, isScore } from "./body.ts";

const now = new Date("2026-11-22T10:00:00Z");

describe("bodyOf", () => {
  it("leaves out what was not filled in", () => {
    expect(bodyOf(EMPTY_VALUES, now)).toEqual({ fields: {} });
    expect(bodyOf({ ...EMPTY_VALUES, name_last: "  " }, now)).toEqual({ fields: {} });
  });

  it("puts each value where the contract has it", () => {
    const body = bodyOf(
      {
        ...EMPTY_VALUES,
        name_last: " Doe ",
        address_country_code: "US",
        liveness_check_score: "98.5",
        failed_verification_attempts: "0",
        ip_address: "203.0.113.7",
        reference_id: "order-7",
      },
      now,
    );
    expect(body).toEqual({
      fields: { name_last: "Doe", address_country_code: "US" },
      verifications: [
        {
          id: "selfie",
          kind: "selfie",
          status: "passed",
          completed_at: "2026-11-22T10:00:00.000Z",
          liveness_check_score: 98.5,
          checks: [],
        },
      ],
      attributes: { failed_verification_attempts: 0 },
      session: { ip_address: "203.0.113.7" },
      reference_id: "order-7",
    });
  });
});

describe("limits", () => {
  it.each([
    ["", true],
    ["0", true],
    ["100", true],
    ["99.9999", true],
    ["100.1", false],
    ["1.00001", false],
    ["-1", false],
    ["1e1", false],
    ["x", false],
  ])("score %j → %s", (text, expected) => expect(isScore(text)).toBe(expected));

  it.each([
    ["", true],
    ["3", true],
    ["1.5", false],
    ["-1", false],
  ])("count %j → %s", (text, expected) => expect(isCount(text)).toBe(expected));
});
