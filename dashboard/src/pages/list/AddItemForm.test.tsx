import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { item, list, nameParts, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { AddItemForm } from "./AddItemForm.tsx";

const session = sessionWith("lists.write");
const names = { ...list, type: "name" } as const;

it("has the fields of the list's type and sends its keys", async () => {
  const { value: _, ...rest } = item;
  const added = { ...rest, text: "Ada Byron", first: "Ada", last: "Byron" };
  const asked = answerCalls({ "POST /v1/lists/lst_1/items": added });
  renderPage(<AddItemForm list={names} parts={nameParts} />, { session });
  await userEvent.type(screen.getByRole("textbox", { name: "First name (optional)" }), "Ada");
  await userEvent.type(screen.getByRole("textbox", { name: "Last name" }), "Byron");
  await userEvent.click(screen.getByRole("button", { name: "Add item" }));
  await vi.waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]?.body).toEqual({ first: "Ada", last: "Byron" });
  const first = screen.getByRole("textbox", { name: "First name (optional)" });
  await vi.waitFor(() => expect(first).toHaveFocus());
  expect(first).toHaveValue("");
});

it("says what is missing under its field and asks nobody", async () => {
  const asked = answerCalls({});
  renderPage(<AddItemForm list={names} parts={nameParts} />, { session });
  const similarity = screen.getByRole("textbox", { name: /^Similarity/ });
  await userEvent.type(similarity, "0.5");
  await userEvent.click(screen.getByRole("button", { name: "Add item" }));
  expect(await screen.findByText("Enter a number from 0.8 to 1.")).toBeVisible();
  expect(screen.getByRole("textbox", { name: "Last name" })).toBeInvalid();
  expect(asked).toEqual([]);
});

it("shows no figures of the item before while another is typed", async () => {
  const told = { matched: 48, considered: 96, added: 1, already: 0, bad: 0, compared: true };
  const none = { workflows: [], together: { decided_differently: 0, outcome_changes: [] } };
  const impact = { ...told, ...none, remarks: [], remarks_more: 0 };
  const asked = answerCalls({ "POST /v1/lists/lst_1/impact": impact });
  const may = sessionWith("lists.write", "workflows.read", "runs.read");
  renderPage(<AddItemForm list={names} parts={nameParts} />, { session: may });
  const last = screen.getByRole("textbox", { name: "Last name" });
  await userEvent.type(last, "Byron");
  expect(await screen.findByText(/match 48 of 96 past inquiries/)).toBeVisible();
  await userEvent.type(last, "s");
  expect(screen.queryByText(/match 48 of 96/)).toBeNull();
  expect(screen.getByText("Working out what this would change.")).toBeVisible();
  expect(await screen.findByText(/match 48 of 96 past inquiries/)).toBeVisible();
  expect(asked.at(-1)?.body).toMatchObject({ add: [{ last: "Byrons" }] });
});
