import { Notifications } from "@mantine/notifications";
import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Item } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { answerCalls } from "@/testing/answers.ts";
import { list, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { ItemsTable } from "./ItemsTable.tsx";

const ada = { type: "member", id: "mbr_1", name: "Ada" } as const;
const at = "2026-11-22T10:42:07Z";
const matches = { last: null, recent: 0, recent_more: false, recent_days: 30 };
const present: Item = {
  id: "itm_1",
  value: "192.0.2.1",
  text: "192.0.2.1",
  note: null,
  added_revision: 1,
  added_at: at,
  added_by: ada,
  removed: null,
  erased: null,
  matches,
};
const removed: Item = {
  ...present,
  id: "itm_2",
  value: "192.0.2.2",
  text: "192.0.2.2",
  removed: { revision: 3, at, by: ada },
};
const { value: _gone, ...without } = removed;
const erased: Item = { ...without, id: "itm_3", text: null, erased: { at, by: ada } };

const table = (asOf: number | undefined) => (
  <ItemsTable
    list={list}
    items={[present, removed, erased]}
    mayWrite={false}
    asOf={asOf}
    busy={false}
  />
);

it("erases what was removed, after saying what goes and what stays", async () => {
  const seen = { ...erased, items_erased: 3, present_items: ["itm_9"], waiting_import: null };
  const asked = answerCalls({ "POST /v1/lists/lst_1/items/itm_2/erase": seen });
  renderPage(table(undefined), { session: sessionWith("lists.read", "erase") });
  expect(await screen.findByText("Erased")).toBeVisible();
  expect(screen.getAllByText(/Removed by Ada/)).toHaveLength(2);
  expect(screen.queryByRole("button", { name: "Erase 192.0.2.1" })).not.toBeInTheDocument();
  await userEvent.click(screen.getByRole("button", { name: "Erase 192.0.2.2" }));
  const dialog = await screen.findByRole("dialog", { name: "Erase this item for good?" });
  expect(dialog).toHaveTextContent("There is no way back.");
  await userEvent.click(screen.getByRole("button", { name: "Erase for good" }));
  await vi.waitFor(() =>
    expect(asked.map(({ call }) => call)).toContain("POST /v1/lists/lst_1/items/itm_2/erase"),
  );
  expect(strings.list.eraseDone(seen)).toBe(
    "3 items that said the same were erased. The same value is on the list now and stays; to erase that too, remove it first.",
  );
});

it("offers erasing to nobody else, and changes nothing in a past revision", async () => {
  answerCalls({});
  renderPage(table(undefined), { session: sessionWith("lists.read", "lists.write") });
  expect(await screen.findByText("192.0.2.2")).toBeVisible();
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  renderPage(table(2), { session: sessionWith("lists.read", "erase") });
  expect(await screen.findAllByText("192.0.2.2")).toHaveLength(2);
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
});

it("takes away the way back to what is erased, and leaves the focus with the table", async () => {
  const again: Item = { ...removed, id: "itm_4", removed: null };
  const done = { ...erased, items_erased: 2, present_items: [], waiting_import: null };
  answerCalls({
    "DELETE /v1/lists/lst_1/items/itm_4": {},
    "POST /v1/lists/lst_1/items/itm_2/erase": done,
  });
  renderPage(
    <>
      <Notifications />
      <ItemsTable list={list} items={[again, removed]} mayWrite asOf={undefined} busy={false} />
    </>,
    { session: sessionWith("lists.read", "lists.write", "erase") },
  );
  await userEvent.click(await screen.findByRole("button", { name: "Remove 192.0.2.2" }));
  expect(await screen.findByRole("button", { name: "Undo" })).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Erase 192.0.2.2" }));
  await userEvent.click(await screen.findByRole("button", { name: "Erase for good" }));
  await vi.waitFor(() =>
    expect(screen.queryByRole("button", { name: "Undo" })).not.toBeInTheDocument(),
  );
  await vi.waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(screen.getByRole("table", { name: "Items" }).parentElement).toHaveFocus();
});
