import { expect, it } from "vitest";
import type { ListImpact, ListImpactWorkflow } from "@/api/preview-types.ts";
import { decisionsOf, remarksOf } from "./model.ts";

it("says all that would be decided differently, and not the largest cells of the flow alone", () => {
  const outcome_changes = [
    { from: "approve", to: "decline", count: 7 },
    { from: "do_nothing", to: "decline", count: 6 },
  ];
  const preview = { flow: [], outcome_changes };
  expect(decisionsOf({ preview } as unknown as ListImpactWorkflow)).toEqual(outcome_changes);
});

it("shows the first remarks and counts the rest", () => {
  const remarks = Array.from({ length: 13 }, (_, n) => ({ number: n + 1 }));
  const { shown, more } = remarksOf({ remarks, remarks_more: 4 } as unknown as ListImpact);
  expect([shown.length, more]).toEqual([12, 5]);
});
