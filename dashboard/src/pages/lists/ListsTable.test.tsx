import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { list, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { ListsTable } from "./ListsTable.tsx";

it("tells a list that is used nowhere from one whose uses are hidden", async () => {
  answerCalls({});
  const hidden = { ...list, id: "lst_2", name: "Partners", used_by: null };
  const named = {
    ...list,
    id: "lst_3",
    name: "Sanctions",
    used_by_invariants: [{ invariant: "ivr_1", invariant_name: "No sanctions" }],
  };
  renderPage(<ListsTable lists={[list, hidden, named]} archived={false} />, {
    session: sessionWith("lists.read"),
  });
  expect(await screen.findByRole("row", { name: /Blocked addresses.*Not used/ })).toBeVisible();
  expect(screen.getByRole("row", { name: /Partners.*Hidden/ })).toBeVisible();
  expect(screen.getByRole("row", { name: /Sanctions.*Invariant “No sanctions”/ })).toBeVisible();
});
