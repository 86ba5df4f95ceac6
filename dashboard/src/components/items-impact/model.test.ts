import { expect, it } from "vitest";
import type { ListImpact, ListImpactWorkflow } from "@/api/preview-types.ts";
import { cellsOf, isTogetherTold, remarksOf, togetherOf, undecidedOf } from "./model.ts";

it("leads from what all workflows decide differently to its inquiries", () => {
  const outcome_changes = [
    { from: "approve", to: "decline", count: 7 },
    { from: "do_nothing", to: "mark_for_review", count: 1 },
  ];
  const together = { outcome_changes };
  expect(togetherOf({ together } as unknown as ListImpact)).toMatchObject([
    {
      said: "7 approve → decline",
      asked: { workflow: null, cell: { from: "approve", to: "decline" } },
    },
    {
      said: "1 do nothing → review",
      asked: { workflow: null, cell: { from: "do_nothing", to: "mark_for_review" } },
    },
  ]);
});

it("names the routes of a workflow's changes and counts those that are not shown", () => {
  const cell = { from: "approve", from_route: "everything_else", to: "decline", count: 3 };
  const flow = Array.from({ length: 14 }, (_, n) => ({ ...cell, to_route: `rt_${n}` }));
  const workflow = {
    id: "wfl_1",
    route_names: { rt_0: "Blocked", rt_1: " " },
    preview: { flow, flow_more: 5 },
  };
  const { lines, more } = cellsOf(workflow as unknown as ListImpactWorkflow);
  expect([lines.length, more]).toEqual([12, 7]);
  expect(lines[0]?.said).toBe("3 approve by Everything else → decline by Blocked");
  expect(lines[1]?.said).toMatch(/by Untitled/);
  expect(lines[0]?.asked).toEqual({
    workflow: "wfl_1",
    cell: { from: "approve", from_route: "everything_else", to: "decline", to_route: "rt_0" },
  });
});

it("shows the first remarks and counts the rest", () => {
  const remarks = Array.from({ length: 13 }, (_, n) => ({ number: n + 1 }));
  const { shown, more } = remarksOf({ remarks, remarks_more: 4 } as unknown as ListImpact);
  expect([shown.length, more]).toEqual([12, 5]);
});

it("says what all decide together where that is another number than one of them decides", () => {
  const told = (together: number, ...by: readonly number[]) =>
    isTogetherTold({
      together: { decided_differently: together },
      workflows: by.map((decided_differently) => ({ decided_differently })),
    } as unknown as ListImpact);
  expect([told(0), told(5, 5), told(5, 5, 0)]).toEqual([false, false, true]);
  // Another workflow, which does not ask about the list, decides before it.
  expect([told(4, 5), told(0, 5)]).toEqual([true, true]);
});

it("gives each undecided route the reason that is its own", () => {
  const route = (name: string, because: string) => ({ id: name, name, because });
  const undecided = [route("A", "too much"), route("B", "a name"), route("C", "too much")];
  expect(undecidedOf({ undecided } as unknown as ListImpactWorkflow)).toEqual([
    ["too much", ["A", "C"]],
    ["a name", ["B"]],
  ]);
});
