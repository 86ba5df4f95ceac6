import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { declined, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import InquiryPage from "./InquiryPage.tsx";

const ran = declined.runs[0]?.workflow ?? "";
const workflows = {
  data: [
    { id: "wfl_other", name: "Payout" },
    { id: ran, name: "Onboarding" },
  ],
  next_cursor: null,
};

it("keeps an inquiry as a test of the workflow that ran", async () => {
  const person = userEvent.setup();
  const asked = answerCalls({
    "GET /v1/inquiries/inq_1": declined,
    "GET /v1/workflows": workflows,
    [`POST /v1/workflows/${ran}/tests`]: { data: [{ name: "Minors: age 17" }] },
  });
  renderPage(<InquiryPage />, {
    path: "/inquiries/:id",
    at: "/inquiries/inq_1",
    session: sessionWith("inquiries.read", "workflows.read", "workflows.write"),
  });
  await person.click(await screen.findByRole("button", { name: "Keep as a test" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(await dialog.findByRole("combobox", { name: "Keep as a test of" })).toHaveValue(ran);
  await person.click(dialog.getByRole("button", { name: "Keep test" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  const kept = asked.find(({ call }) => call.startsWith("POST"));
  expect(kept?.body).toEqual({ tests: [{ from_inquiry: declined.id }] });
});

it("is not offered to who may not edit workflows", async () => {
  answerCalls({ "GET /v1/inquiries/inq_1": declined });
  renderPage(<InquiryPage />, {
    path: "/inquiries/:id",
    at: "/inquiries/inq_1",
    session: sessionWith("inquiries.read"),
  });
  await screen.findByRole("heading", { level: 1 });
  expect(screen.queryByRole("button", { name: "Keep as a test" })).not.toBeInTheDocument();
});
