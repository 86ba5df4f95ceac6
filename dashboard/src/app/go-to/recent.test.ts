import { expect, it } from "vitest";
import { type Visited, withVisit } from "./recent.ts";

const visits = (...paths: string[]) =>
  paths.reduce<readonly Visited[]>((seen, path) => withVisit(seen, { path, title: path }), []);
const pathsOf = (seen: readonly Visited[]) => seen.map(({ path }) => path);

it("remembers the newest first, each place once", () => {
  expect(pathsOf(visits("/lists/a", "/team", "/lists/a"))).toEqual(["/lists/a", "/team"]);
});

it("takes the tabs of a workflow for one place, and another workflow for another", () => {
  expect(pathsOf(visits("/workflows/a", "/workflows/b", "/workflows/a/versions/2"))).toEqual([
    "/workflows/a/versions/2",
    "/workflows/b",
  ]);
});

it("keeps twelve", () => {
  const many = Array.from({ length: 13 }, (_, index) => `/lists/${index}`);
  expect(pathsOf(visits(...many))).toHaveLength(12);
  expect(pathsOf(visits(...many))).not.toContain("/lists/0");
});
