import { screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Inquiry } from "@/api/types.ts";
import { answerCalls } from "@/testing/answers.ts";
import { declined, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { InquiriesTable } from "./InquiriesTable.tsx";

it("says below the person what a phone has no columns for, and that data were erased", async () => {
  answerCalls({});
  const erased: Inquiry = {
    ...declined,
    id: "inq_2",
    fields: {},
    reference_id: null,
    decision: null,
    erased_at: "2026-11-23T09:00:00Z",
  };
  renderPage(<InquiriesTable inquiries={[declined, erased]} busy={false} />, {
    session: sessionWith("inquiries.read"),
  });
  const [first, second] = (await screen.findAllByRole("row")).slice(1);
  const person = (row: HTMLElement | undefined) =>
    within(row as HTMLElement).getAllByRole("cell")[0] as HTMLElement;
  expect(person(first)).toHaveTextContent(/^Ada Lovelaceorder-7DeclinedMinors · Nov 22, 2026/);
  expect(person(second)).toHaveTextContent(/^inq_2Personal data erased.*Undecided/);
});
