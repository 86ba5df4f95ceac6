import { describe, expect, it } from "vitest";
import { ApiError, fieldErrors, messageOf, sentence, toApiError } from "./problem.ts";

const problem = {
  type: "https://pointsman.dev/problems/invalid",
  title: "the list is not valid",
  status: 422,
  detail: "two fields are not valid",
  code: "invalid",
  errors: [
    { pointer: "/name", code: "required", detail: "`name` is empty" },
    { pointer: "/name", code: "too_long", detail: "`name` is too long" },
    { pointer: "/other", code: "unknown", detail: "`other` is not known" },
  ],
};

describe("toApiError", () => {
  it("keeps the server's words and codes", () => {
    const error = toApiError(422, problem);
    expect(error).toMatchObject({ status: 422, code: "invalid", detail: problem.detail });
    expect(error.fields).toHaveLength(3);
  });

  it.each([null, undefined, "", "<html>", {}, { code: "x" }])(
    "explains a body that is no problem: %j",
    (body) => {
      const error = toApiError(502, body);
      expect(error.code).toBe("unexpected_answer");
      expect(error.detail).toContain("502");
    },
  );
});

describe("isSignedOut", () => {
  it.each([
    [401, "not_signed_in", true],
    [401, "session_expired", true],
    [401, "wrong_credentials", false],
    [403, "forbidden", false],
  ])("%d %s → %s", (status, code, expected) => {
    expect(toApiError(status, { ...problem, code }).isSignedOut).toBe(expected);
  });
});

describe("fieldErrors", () => {
  it("gives each field its first message and keeps the rest", () => {
    expect(fieldErrors(toApiError(422, problem), { "/name": "name" })).toEqual({
      fields: { name: "`name` is empty." },
      rest: ["`other` is not known."],
    });
  });

  it("says what happened when no field is named", () => {
    const error = toApiError(409, { ...problem, errors: [], detail: "the key is taken" });
    expect(fieldErrors(error, { "/name": "name" })).toEqual({
      fields: {},
      rest: ["The key is taken."],
    });
  });
});

describe("sentences", () => {
  it.each([
    ["the key is taken", "The key is taken."],
    ["Done.", "Done."],
    ["  ", ""],
    ["which one?", "Which one?"],
  ])("%j → %j", (given, expected) => expect(sentence(given)).toBe(expected));

  it("does not show a program's message to people", () => {
    expect(messageOf(new TypeError("x is undefined"))).not.toContain("undefined");
    expect(messageOf(new ApiError({ status: 409, code: "c", title: "conflict", detail: "" }))).toBe(
      "Conflict.",
    );
  });
});
