import type { UseQueryResult } from "@tanstack/react-query";
import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { ListImpact } from "@/api/preview-types.ts";
import { renderPage } from "@/testing/render.tsx";
import { ItemsImpact } from "./ItemsImpact.tsx";

it("says of each line which workflow it is about", () => {
  const workflow = (id: string, name: string, changed: number) => ({
    id,
    name,
    version: 2,
    changed,
    decided_differently: 0,
    routes: [{ id: "rt_1", name: "Blocked", before: "no", after: "yes" }],
    preview: { outcome_changes: [] },
  });
  const workflows = [workflow("wfl_1", "Onboarding", 3), workflow("wfl_2", "Payout", 0)];
  const numbers = { matched: 3, considered: 96, added: 1, already: 0, bad: 0, compared: true };
  const data = { ...numbers, workflows, remarks: [], remarks_more: 0 } as unknown as ListImpact;
  const query = { data, error: null, isFetching: false } as UseQueryResult<ListImpact>;
  renderPage(<ItemsImpact query={query} />);
  for (const line of [
    "Onboarding, version 2: 3 inquiries would take another route to the same decision.",
    "Onboarding, version 2: Blocked: now nobody takes it, then somebody takes it.",
    "Payout, version 2: Blocked: now nobody takes it, then somebody takes it.",
  ])
    expect(screen.getByText(line)).toBeVisible();
});
