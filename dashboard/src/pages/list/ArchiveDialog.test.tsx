import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { list, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { ArchiveDialog } from "./ArchiveDialog.tsx";

const session = sessionWith("lists.write", "workflows.read");

it("says where a list is used instead of archiving it", async () => {
  answerCalls({});
  const use = {
    workflow: "wfl_1",
    workflow_name: "Onboarding",
    where: "version",
    version: 3,
    running: true,
  } as const;
  renderPage(<ArchiveDialog list={{ ...list, used_by: [use] }} onClose={() => {}} />, { session });
  const place = await screen.findByRole("link", { name: "Onboarding, version 3, running" });
  expect(place).toHaveAttribute("href", "/workflows/wfl_1");
  expect(screen.queryByRole("button", { name: "Archive" })).not.toBeInTheDocument();
});

it("says which invariant names a list instead of archiving it", async () => {
  answerCalls({});
  const named = [{ invariant: "ivr_1", invariant_name: "No sanctions" }];
  const used = { ...list, used_by_invariants: named };
  renderPage(<ArchiveDialog list={used} onClose={() => {}} />, { session });
  const place = await screen.findByRole("link", { name: "Invariant “No sanctions”" });
  expect(place).toHaveAttribute("href", "/invariants");
  expect(screen.queryByRole("button", { name: "Archive" })).not.toBeInTheDocument();
});

it("archives a list that nothing uses", async () => {
  const asked = answerCalls({ "POST /v1/lists/lst_1/archive": list });
  const onClose = vi.fn();
  renderPage(<ArchiveDialog list={list} onClose={onClose} />, { session });
  await userEvent.click(await screen.findByRole("button", { name: "Archive" }));
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(asked.map(({ call }) => call)).toContain("POST /v1/lists/lst_1/archive");
});

it("says that it cannot tell where a list is used to who does not see Workflows", async () => {
  const detail =
    "the list is in use by workflows, which are hidden from the role editor; ask an administrator: Ada";
  answerCalls({ "POST /v1/lists/lst_1/archive": problemAnswer(409, "in_use", detail) });
  renderPage(<ArchiveDialog list={{ ...list, used_by: null }} onClose={() => {}} />, {
    session: { ...sessionWith("lists.write"), workflows_hidden: "workflows are hidden" },
  });
  expect(
    await screen.findByText(/If one of them uses this list, it is not archived/),
  ).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Archive" }));
  expect(await screen.findByText(/in use by workflows, which are hidden/)).toBeVisible();
});
