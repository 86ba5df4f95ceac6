import { expect, test } from "vitest";
import type { ExamplePart } from "@/api/types.ts";
import { archivedParts, goingParts, stayingParts } from "./parts.ts";

const parts: ExamplePart[] = [
  { kind: "member", id: "mbr_1", name: "Ada", fate: "stays_you" },
  { kind: "member", id: "mbr_2", name: "Noor", fate: "removed" },
  { kind: "workflow", id: "wfl_1", name: "Onboarding", fate: "archived" },
  { kind: "invariant", id: "ivr_1", name: "No minors", fate: "removed" },
  { kind: "list", id: "lst_1", name: "Offices", fate: "removed" },
  { kind: "list", id: "lst_2", name: "Partners", fate: "removed" },
  { kind: "list", id: "lst_3", name: "Mine", fate: "stays_changed" },
  { kind: "list", id: "lst_4", name: "Ours", fate: "stays_in_use" },
];

test("every part is in one place, kind by kind", () => {
  expect(goingParts(parts)).toEqual([
    "1 invariant: No minors",
    "2 lists: Offices and Partners",
    "1 member: Noor",
  ]);
  expect(archivedParts(parts)).toEqual(["1 workflow: Onboarding"]);
  expect(stayingParts(parts)).toEqual([
    "Ada, because that is you",
    "Mine, because it was changed since",
    "Ours, because a workflow or an invariant that stays names it",
  ]);
});
