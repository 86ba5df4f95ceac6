import { describe, expect, it } from "vitest";
import { changeFilters, hasFilters, readFilters, setFilters, toApiQuery } from "./filters.ts";

const read = (query: string) => readFilters(new URLSearchParams(query));

describe("filters from the URL", () => {
  it("reads every filter", () => {
    expect(
      read(
        "status=needs_review&decision=none&workflow=wfl_1&route=rt_1&list=lst_1&tag=vip&q=%20Doe%20&created_after=2026-11-22&created_before=2026-11-30",
      ),
    ).toEqual({
      status: "needs_review",
      decision: "none",
      workflow: "wfl_1",
      route: "rt_1",
      list: "lst_1",
      tag: "vip",
      q: "Doe",
      created_after: "2026-11-22",
      created_before: "2026-11-30",
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

  it("lets go of a route with its workflow", () => {
    const before = new URLSearchParams("workflow=wfl_1&route=rt_1&tag=vip");
    expect(changeFilters(before, { workflow: "wfl_2" }).toString()).toBe("workflow=wfl_2&tag=vip");
    const both = changeFilters(before, { workflow: "wfl_2", route: "rt_2" });
    expect(both.get("route")).toBe("rt_2");
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

  it("sends a last day as the first moment that is too late", () => {
    expect(toApiQuery({ created_before: "2026-01-31" }, undefined)).toEqual({
      created_before: new Date(2026, 1, 1).toISOString().replace(".000Z", "Z"),
    });
  });

  it("names what is set in one order", () => {
    expect(setFilters({ tag: "vip", q: "Doe", status: "failed" })).toEqual([
      ["q", "Doe"],
      ["status", "failed"],
      ["tag", "vip"],
    ]);
  });

  it("sends nothing that is not set", () => {
    expect(toApiQuery({}, undefined)).toEqual({});
  });
});
