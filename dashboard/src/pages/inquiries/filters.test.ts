import { describe, expect, it } from "vitest";
import { changeFilters, hasFilters, readFilters, toApiQuery } from "./filters.ts";

const read = (query: string) => readFilters(new URLSearchParams(query));

describe("filters from the URL", () => {
  it("reads every filter", () => {
    expect(
      read("status=needs_review&decision=none&workflow=wfl_1&q=%20Doe%20&created_after=2026-11-22"),
    ).toEqual({
      status: "needs_review",
      decision: "none",
      workflow: "wfl_1",
      q: "Doe",
      created_after: "2026-11-22",
    });
  });

  it.each([
    ["nothing", ""],
    ["an unknown status", "status=lost"],
    ["an unknown decision", "decision=maybe"],
    ["blank text", "q=%20%20"],
    ["a day that does not exist", "created_after=2026-02-30"],
    ["a text that is no day", "created_after=yesterday"],
    ["other keys", "cursor=abc&page=2"],
  ])("drops %s", (_what, query) => {
    expect(read(query)).toEqual({});
    expect(hasFilters(read(query))).toBe(false);
  });
});

describe("filters to the URL", () => {
  it("changes one, keeps the others, and goes back to the first page", () => {
    const before = new URLSearchParams("status=approved&q=Doe&cursor=abc");
    expect(changeFilters(before, { status: "declined" }).toString()).toBe("status=declined&q=Doe");
  });

  it.each(["", "  ", undefined])("removes a filter with %j", (value) => {
    expect(changeFilters(new URLSearchParams("q=Doe"), { q: value }).toString()).toBe("");
  });

  it("survives the way to the URL and back", () => {
    const filters = {
      status: "failed",
      decision: "decline",
      workflow: "wfl_2",
      q: "a&b=c",
      created_after: "2026-01-31",
    } as const;
    const query = changeFilters(new URLSearchParams(), filters);
    expect(readFilters(new URLSearchParams(query.toString()))).toEqual(filters);
  });
});

describe("filters for the server", () => {
  it("sends a day as its first moment, and the cursor", () => {
    expect(toApiQuery({ created_after: "2026-11-22", status: "approved" }, "abc")).toEqual({
      status: "approved",
      created_after: new Date(2026, 10, 22).toISOString().replace(".000Z", "Z"),
      cursor: "abc",
    });
  });

  it("sends nothing that is not set", () => {
    expect(toApiQuery({}, undefined)).toEqual({});
  });
});
