import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Inquiry } from "@/api/types.ts";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { declined, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import InquiryPage from "./InquiryPage.tsx";

const INQUIRY = "GET /v1/inquiries/inq_1";

function open(session = sessionWith("inquiries.read", "inquiries.decide")) {
  renderPage(<InquiryPage />, { path: "/inquiries/:id", at: "/inquiries/inq_1", session });
}

describe("one inquiry", () => {
  it("says what was decided, by what, and where each attribute came from", async () => {
    answerCalls({ [INQUIRY]: declined });
    open();
    expect(await screen.findByRole("heading", { level: 1, name: "Ada Lovelace" })).toBeVisible();
    expect(screen.getByText(/^Declined by route “Minors”/)).toBeVisible();
    const attributes = screen.getByRole("region", { name: "Attributes" });
    expect(attributes).toHaveTextContent("17computed from date of birth");
  });

  it("says which workflows left it alone and why", async () => {
    const leftAlone: Inquiry = {
      ...declined,
      status: "completed",
      decision: null,
      runs: [],
      left_alone: [
        {
          workflow: "wfl_2",
          workflow_name: "Selfies",
          reason: "created_before_start",
          since: declined.created_at,
          at: declined.created_at,
          sentence: "selfies left this inquiry alone: it was created before the start",
        },
      ],
    };
    answerCalls({ [INQUIRY]: leftAlone });
    open();
    const section = await screen.findByRole("region", { name: "Left alone" });
    expect(section).toHaveTextContent(
      "Selfies left this inquiry alone: it was created before the start.",
    );
    expect(screen.getByText("No workflow ran on this inquiry.")).toBeVisible();
  });

  it("offers no decision to who may not decide", async () => {
    answerCalls({ [INQUIRY]: declined });
    open(sessionWith("inquiries.read"));
    await screen.findByRole("heading", { level: 1 });
    expect(screen.queryByRole("button", { name: "Approve" })).not.toBeInTheDocument();
  });

  it("overturns a decision only with a comment, and shows the new one", async () => {
    const approved: Inquiry = {
      ...declined,
      status: "approved",
      decision: {
        outcome: "approve",
        decided_by: { type: "member", id: "mbr_1", name: "Mary" },
        comment: "Passport seen",
        at: declined.created_at,
        sentence: "Approved by Mary.",
      },
    };
    const asked = answerCalls({
      [INQUIRY]: declined,
      "POST /v1/inquiries/inq_1/approve": approved,
    });
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Approve" }));
    const dialog = await screen.findByRole("dialog", { name: "Approve Ada Lovelace?" });
    const confirm = within(dialog).getByRole("button", { name: "Approve" });

    await userEvent.click(confirm);
    expect(within(dialog).getByText("Say why the decision is overturned.")).toBeVisible();
    expect(asked.some(({ call }) => call.startsWith("POST"))).toBe(false);

    await userEvent.type(
      within(dialog).getByRole("textbox", { name: "Comment" }),
      " Passport seen ",
    );
    answerCalls({ [INQUIRY]: approved, "POST /v1/inquiries/inq_1/approve": approved });
    await userEvent.click(confirm);
    expect(await screen.findByText("Approved by Mary.")).toBeVisible();
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("keeps the dialog and says why when the server refuses", async () => {
    answerCalls({
      [INQUIRY]: declined,
      "POST /v1/inquiries/inq_1/approve": problemAnswer(
        409,
        "not_allowed",
        "it was erased meanwhile",
      ),
    });
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Approve" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Comment" }), "x");
    await userEvent.click(within(dialog).getByRole("button", { name: "Approve" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("It was erased meanwhile.");
  });
});
