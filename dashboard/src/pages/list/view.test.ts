import { expect, it } from "vitest";
import { itemChoiceOf, listViewOf, withChoice } from "./view.ts";

const of = (text: string) => new URLSearchParams(text);

it("shows the items that are on the list if nothing else is asked for", () => {
  expect(listViewOf(of(""))).toBe("items");
  expect(listViewOf(of("view=nothing"))).toBe("items");
  expect(listViewOf(of("view=history"))).toBe("history");
  expect(itemChoiceOf(of(""), 4)).toEqual({ state: "present" });
  expect(itemChoiceOf(of("state=removed"), 4)).toEqual({ state: "removed" });
});

it("asks for a revision that there is", () => {
  expect(itemChoiceOf(of("revision=4"), 4)).toEqual({ revision: 4 });
  expect(itemChoiceOf(of("revision=0"), 4)).toEqual({ revision: 0 });
  for (const text of ["revision=5", "revision=-1", "revision=x", "revision="]) {
    expect(itemChoiceOf(of(text), 4)).toEqual({ state: "present" });
  }
});

it("begins at the first page with each choice and keeps the search", () => {
  const asked = of("q=a&cursor=b&state=removed");
  expect(withChoice(asked, { revision: 2 }).toString()).toBe("q=a&revision=2");
  expect(withChoice(asked, { state: "present" }).toString()).toBe("q=a");
  expect(withChoice(of("revision=2"), { state: "all" }).toString()).toBe("state=all");
});
