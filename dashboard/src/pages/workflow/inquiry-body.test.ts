import { describe, expect, it } from "vitest";
import { declined } from "@/testing/fixtures.ts";
import { bodyOf, readBody } from "./inquiry-body.ts";
import { readPlace } from "./workflow-paths.ts";

const match = {
  list: "lst_1",
  list_name: "L",
  list_key: "l",
  item: "itm_1",
  item_value: "x",
  revision: 1,
};

describe("bodyOf", () => {
  it("tries a completed inquiry with the attributes it was decided with", () => {
    const attributes = {
      age: { value: 17, origin: "derived" as const, from: "birthdate" },
      list_matches: { value: [match], origin: "derived" as const, from: null },
    };
    expect(bodyOf({ ...declined, attributes })).toEqual({
      attributes: { age: 17, list_matches: ["lst_1"] },
    });
  });

  it("tries an open one with what was sent", () => {
    const open = { ...declined, status: "created" as const, completed_at: null, attributes: {} };
    expect(bodyOf(open)).toEqual({
      fields: declined.fields,
      verifications: [],
      session: {},
      attributes: {},
    });
  });
});

describe("readBody", () => {
  it.each([
    ["", "empty"],
    ["{", "not_json"],
    ["[1]", "not_object"],
    ["17", "not_object"],
    ['{"attributes":{"age":17}}', "body"],
  ])("%j is %s", (text, kind) => {
    expect(readBody(text).kind).toBe(kind);
  });

  it("takes an inquiry as its page shows it", () => {
    expect(readBody(JSON.stringify(declined))).toEqual({
      kind: "body",
      body: { attributes: { age: 17 } },
    });
  });
});

describe("readPlace", () => {
  it.each([
    ["", { kind: "tab", tab: "routes" }],
    ["try", { kind: "tab", tab: "try" }],
    ["versions", { kind: "tab", tab: "versions" }],
    ["versions/12", { kind: "version", version: 12 }],
    ["versions/0", { kind: "unknown" }],
    ["versions/x", { kind: "unknown" }],
    ["publish", { kind: "publish" }],
    ["runs/1", { kind: "unknown" }],
    ["history", { kind: "unknown" }],
  ])("%j", (rest, place) => {
    expect(readPlace(rest)).toEqual(place);
  });
});
