import { expect, it } from "vitest";
import type { ListImpact, ListImpactWorkflow } from "@/api/preview-types.ts";
import { decisionsOf, remarksOf } from "./model.ts";

const cell = (from: string, to: string, count: number) => ({
  from,
  to,
  count,
  from_route: "rt_a",
  to_route: "rt_b",
});

it("adds up decisions whatever the routes and leaves out those that stay", () => {
  const flow = [
    cell("approve", "decline", 2),
    cell("approve", "approve", 50),
    cell("do_nothing", "decline", 6),
    cell("approve", "decline", 5),
  ];
  expect(decisionsOf({ preview: { flow } } as unknown as ListImpactWorkflow)).toEqual([
    { from: "approve", to: "decline", count: 7 },
    { from: "do_nothing", to: "decline", count: 6 },
  ]);
});

it("shows the first remarks and counts the rest", () => {
  const remarks = Array.from({ length: 13 }, (_, n) => ({ number: n + 1 }));
  const { shown, more } = remarksOf({ remarks, remarks_more: 4 } as unknown as ListImpact);
  expect([shown.length, more]).toEqual([12, 5]);
});
