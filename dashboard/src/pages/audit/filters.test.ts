import { describe, expect, it } from "vitest";
import { changeFilters, readFilters, toApiQuery } from "./filters.ts";

const read = (text: string) => readFilters(new URLSearchParams(text));

describe("filters of the record of changes", () => {
  it("are read from the address, and what means nothing is dropped", () => {
    expect(read("actor=mbr_1&action=list.created&subject=lst_1&since=2026-11-22")).toEqual({
      actor: "mbr_1",
      action: "list.created",
      subject: "lst_1",
      since: "2026-11-22",
    });
    expect(read("actor=A%20b&action=list.exploded&subject=&since=2026-13-01&until=x")).toEqual({});
  });

  it("count the last day as a whole", () => {
    const { from, to } = toApiQuery({ since: "2026-11-22", until: "2026-11-22" }, undefined);
    const hours = (Date.parse(to ?? "") - Date.parse(from ?? "")) / 3_600_000;
    expect([23, 24, 25]).toContain(hours);
  });

  it("leave the page of the old filters behind", () => {
    const now = new URLSearchParams("cursor=aa&actor=mbr_1");
    expect(changeFilters(now, { action: "list.created" }).toString()).toBe(
      "actor=mbr_1&action=list.created",
    );
    expect(changeFilters(now, { actor: "" }).toString()).toBe("");
  });
});
