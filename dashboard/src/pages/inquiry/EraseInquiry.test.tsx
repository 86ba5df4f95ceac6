import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Inquiry } from "@/api/types.ts";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { declined, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import InquiryPage from "./InquiryPage.tsx";

const INQUIRY = "GET /v1/inquiries/inq_1";
const ERASE = "DELETE /v1/inquiries/inq_1";

const tagged: Inquiry = { ...declined, tags: ["vip", "second try"] };
const erased: Inquiry = {
  ...tagged,
  fields: {},
  reference_id: null,
  erased_at: "2026-11-23T09:00:00Z",
  timeline: [
    {
      type: "inquiry.erased",
      at: "2026-11-23T09:00:00Z",
      by: { type: "member", id: "mbr_1", name: "Mary" },
      detail: "Personal data was erased, and reference id.",
    },
  ],
};

function open(session = sessionWith("inquiries.read", "inquiries.decide", "erase")) {
  renderPage(<InquiryPage />, { path: "/inquiries/:id", at: "/inquiries/inq_1", session });
}

async function openDialog() {
  await userEvent.click(await screen.findByRole("button", { name: "Erase personal data…" }));
  return screen.findByRole("dialog", { name: "Erase the personal data of Ada Lovelace?" });
}

describe("erasing an inquiry", () => {
  it("is not offered to who may not", async () => {
    answerCalls({ [INQUIRY]: declined });
    open(sessionWith("inquiries.read", "inquiries.decide"));
    await screen.findByRole("heading", { level: 1 });
    expect(screen.queryByRole("button", { name: /Erase/ })).not.toBeInTheDocument();
  });

  it("says what goes and what stays, and erases what was chosen besides", async () => {
    const asked = answerCalls({ [INQUIRY]: tagged, [ERASE]: erased });
    open();
    const dialog = await openDialog();
    expect(within(dialog).getByText("This goes")).toBeVisible();
    expect(within(dialog).getByText(/counts and replay keep holding/)).toBeVisible();
    expect(
      within(dialog).getByRole("checkbox", { name: "Erase the tags too: vip, second try" }),
    ).not.toBeChecked();
    await userEvent.click(
      within(dialog).getByRole("checkbox", { name: "Erase the reference “order-7” too" }),
    );
    const then = answerCalls({ [INQUIRY]: erased, [ERASE]: erased });
    await userEvent.click(within(dialog).getByRole("button", { name: "Erase for good" }));

    const notice = await screen.findByRole("region", { name: "Personal data erased" });
    expect(notice).toHaveTextContent("by Mary");
    expect(within(notice).getByRole("heading")).toHaveFocus();
    expect(screen.getByText("The details were erased.")).toBeVisible();
    expect(screen.getByRole("button", { name: "Remove the tag vip" })).toBeVisible();
    expect(screen.queryByLabelText("Add a tag")).not.toBeInTheDocument();
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(screen.queryByRole("button", { name: /Erase/ })).not.toBeInTheDocument();
    // An overturn takes a comment, which an erased inquiry does not.
    expect(screen.queryByRole("button", { name: "Approve" })).not.toBeInTheDocument();
    const erasing = [...asked, ...then].filter(({ call }) => call === ERASE);
    expect(erasing.map(({ url }) => new URL(url).search)).toEqual([
      "?reference_id=true&tags=false",
    ]);
  });

  it("asks for no comment when an erased inquiry is taken out of review", async () => {
    answerCalls({ [INQUIRY]: { ...erased, status: "needs_review", decision: null } });
    open();
    await userEvent.click(await screen.findByRole("button", { name: "Approve" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).queryByRole("textbox")).not.toBeInTheDocument();
  });

  it("keeps the dialog and says why when the server refuses", async () => {
    answerCalls({ [INQUIRY]: declined, [ERASE]: problemAnswer(403, "forbidden", "ask Grace") });
    open();
    const dialog = await openDialog();
    await userEvent.click(within(dialog).getByRole("button", { name: "Erase for good" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("Ask Grace.");
  });
});
