import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Import } from "@/api/types.ts";
import { answerCalls } from "@/testing/answers.ts";
import { sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { UnfinishedImport } from "./UnfinishedImport.tsx";

const unfinished: Import = {
  id: "imp_1",
  list: "lst_1",
  state: "broken_off",
  resumable: true,
  lines: 1234,
  added: 1200,
  duplicates: 30,
  bad: 4,
  bad_lines: [],
  bad_lines_more: 4,
  bytes: 20_000,
  bytes_total: 40_000,
  revision: null,
  started_at: "2026-11-22T10:42:07Z",
  started_by: { type: "member", id: "mbr_1", name: "Ada" },
  ended_at: "2026-11-22T10:43:07Z",
};
const session = sessionWith("lists.read", "lists.write");

it("says where an import broke off, and goes on or gives it up", async () => {
  const asked = answerCalls({ "DELETE /v1/lists/lst_1/imports/imp_1": {} });
  renderPage(<UnfinishedImport unfinished={unfinished} mayWrite archived={false} />, { session });
  const box = await screen.findByRole("alert");
  expect(box).toHaveTextContent("An import broke off at line 1,234");
  expect(box).toHaveTextContent("Ada began it. Nothing of it is on the list yet.");
  expect(screen.getByRole("link", { name: "Resume" })).toHaveAttribute(
    "href",
    "/lists/lst_1/import?resume=imp_1",
  );
  await userEvent.click(screen.getByRole("button", { name: "Discard" }));
  await vi.waitFor(() =>
    expect(asked.map(({ call }) => call)).toContain("DELETE /v1/lists/lst_1/imports/imp_1"),
  );
});

it("offers nothing to who may not change lists, and no resuming of an archived one", async () => {
  answerCalls({});
  const canceled = { ...unfinished, state: "canceled" } as const;
  renderPage(<UnfinishedImport unfinished={canceled} mayWrite={false} archived={false} />, {
    session,
  });
  expect(await screen.findByRole("alert")).toHaveTextContent("canceled at line 1,234");
  expect(screen.queryByRole("button")).not.toBeInTheDocument();
  expect(screen.queryByRole("link")).not.toBeInTheDocument();
  renderPage(<UnfinishedImport unfinished={canceled} mayWrite archived />, { session });
  expect(await screen.findByRole("button", { name: "Discard" })).toBeVisible();
  expect(screen.queryByRole("link", { name: "Resume" })).not.toBeInTheDocument();
});
