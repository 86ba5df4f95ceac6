import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { answerCalls } from "@/testing/answers.ts";
import { apiKey } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { RevokeDialog } from "./RevokeDialog.tsx";

const LINKS = /Invitations and links for a new password that it made/;

it("says that the links of an administrator’s key end with it", async () => {
  const asked = answerCalls({ "DELETE /v1/keys/key_1": {} });
  const onClose = vi.fn();
  const robot = { ...apiKey, name: "Robot", role: "administrator" } as const;
  renderPage(<RevokeDialog apiKey={robot} onClose={onClose} />);
  expect(await screen.findByText(LINKS)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Revoke" }));
  await vi.waitFor(() => expect(onClose).toHaveBeenCalledOnce());
  expect(asked.map(({ call }) => call)).toEqual(["DELETE /v1/keys/key_1"]);
});

it("says nothing of links where a key cannot make any", async () => {
  answerCalls({});
  renderPage(<RevokeDialog apiKey={apiKey} onClose={() => {}} />);
  expect(await screen.findByText(/refused from the next call on/)).toBeVisible();
  expect(screen.queryByText(LINKS)).not.toBeInTheDocument();
});
