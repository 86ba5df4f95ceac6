import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Member } from "@/api/types.ts";
import { answerCalls } from "@/testing/answers.ts";
import { apiKey, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { MemberDialog } from "./MemberDialog.tsx";

const bob: Member = {
  id: "mbr_2",
  email: "bob@example.com",
  name: "Bob",
  role: "administrator",
  created_at: "2026-11-22T10:42:07Z",
  signed_in_at: null,
};
const session = {
  ...sessionWith("members.manage"),
  may_grant: ["administrator", "editor", "analyst", "developer"],
} as const;
const robot = { ...apiKey, id: "key_2", name: "Robot", role: "administrator" } as const;
const both = { total: 2, newest: [robot, apiKey] };
const none = { total: 0, newest: [] };

function open(task: "role" | "remove", onClose = () => {}) {
  renderPage(<MemberDialog task={task} member={bob} onClose={onClose} />, {
    session: { ...session, may_grant: [...session.may_grant] },
  });
}

it("names the keys that end with a member before the member is removed", async () => {
  const asked = answerCalls({
    "GET /v1/members/mbr_2/keys": both,
    "DELETE /v1/members/mbr_2": { revoked_keys: both },
  });
  const onClose = vi.fn();
  open("remove", onClose);
  expect(await screen.findByText("2 API keys that Bob made end at once:")).toBeVisible();
  const named = screen.getAllByRole("listitem").map((line) => line.textContent);
  expect(named).toEqual(["Robot, Administrator, never used", "Checkout, Integrator, never used"]);
  expect(screen.getByText(/make a new key for them first/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Remove" }));
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(asked.map(({ call }) => call)).toContain("DELETE /v1/members/mbr_2");
});

it("does not remove before it is known which keys end", async () => {
  answerCalls({});
  open("remove");
  expect(await screen.findByRole("button", { name: "Remove" })).toBeDisabled();
});

it("says which keys another role ends, and asks for each role anew", async () => {
  const asked = answerCalls({
    "GET /v1/members/mbr_2/keys": { total: 1, newest: [robot] },
    "PATCH /v1/members/mbr_2": { ...bob, role: "developer", revoked_keys: none },
  });
  open("role");
  await screen.findByRole("button", { name: "Change role" });
  expect(asked.map(({ call }) => call)).not.toContain("GET /v1/members/mbr_2/keys");
  await userEvent.click(screen.getByRole("radio", { name: /Developer/ }));
  expect(await screen.findByText("1 API key that Bob made ends at once:")).toBeVisible();
  expect(asked.at(-1)?.url).toMatch(/\/keys\?role=developer$/);
});

it("says so where no key ends", async () => {
  answerCalls({ "GET /v1/members/mbr_2/keys": none });
  open("remove");
  expect(await screen.findByText(/No API key ends/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Remove" })).toBeEnabled();
});
