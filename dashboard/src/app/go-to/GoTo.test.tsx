import { configure, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Right } from "@/api/types.ts";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { declined, list, sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { setSingleKeys, useSingleKeys } from "../keys.ts";
import { GoToButton, GoToProvider } from "./GoTo.tsx";

configure({ asyncUtilTimeout: 10_000 });
afterEach(() => setSingleKeys(true));

const page = (...data: unknown[]) => ({ data, next_cursor: null });
const workflow = { id: "wfl_1", name: "Onboarding", state: "running" };
const answers = {
  "GET /v1/workflows": page(workflow, { ...workflow, id: "wfl_2", name: "Sanctions" }),
  "GET /v1/lists": page(list),
  "GET /v1/members": page({ id: "mbr_2", name: "Noor Haddad", email: "noor@example.com" }),
  "GET /v1/inquiries": page(declined),
};
const ALL: Right[] = [
  "inquiries.read",
  "workflows.read",
  "workflows.write",
  "lists.read",
  "members.read",
  "members.manage",
];

function show(may: Right[] = ALL, more: Record<string, unknown> = {}) {
  const asked = answerCalls({ ...answers, ...more });
  const { router } = renderPage(
    <GoToProvider>
      <GoToButton />
      <input aria-label="A field of the page" />
    </GoToProvider>,
    { path: "/here", at: "/here", session: sessionWith(...may) },
  );
  return { asked, router, user: userEvent.setup() };
}

const field = () => screen.findByRole("combobox", { name: "Go to" });
const options = () => screen.getAllByRole("option").map(({ textContent }) => textContent);
const active = () =>
  document.getElementById(screen.getByRole("combobox").getAttribute("aria-activedescendant") ?? "");

describe("Go to", { timeout: 30_000 }, () => {
  it("opens with Ctrl+K from inside a field, and closes with Escape to where the focus was", async () => {
    const { user } = show();
    const typing = screen.getByRole("textbox", { name: "A field of the page" });
    await user.click(typing);
    await user.keyboard("{Control>}k{/Control}");
    expect(await field()).toHaveFocus();
    await user.keyboard("{Escape}");
    await expect.poll(() => document.activeElement).toBe(typing);
  });

  it("takes what is typed before its field is there, and keeps it from the page", async () => {
    const decline = vi.fn();
    function Review() {
      useSingleKeys({ d: decline, a: decline });
      return null;
    }
    answerCalls(answers);
    renderPage(
      <GoToProvider>
        <Review />
      </GoToProvider>,
      { session: sessionWith(...ALL) },
    );
    // Not waited for: the dialog is still being loaded.
    fireEvent.keyDown(document.body, { key: "k", ctrlKey: true });
    for (const key of "dale") fireEvent.keyDown(document.body, { key });
    expect(await field()).toHaveValue("dale");
    expect(decline).not.toHaveBeenCalled();
    fireEvent.keyDown(screen.getByRole("combobox"), { key: "Escape" });
    await expect.poll(() => screen.queryByRole("combobox")).toBeNull();
    fireEvent.keyDown(document.body, { key: "d" });
    expect(decline).toHaveBeenCalledOnce();
  });

  it("finds a workflow by name and goes there with Enter", async () => {
    const { user, router } = show();
    await user.click(screen.getByRole("button", { name: /^Go to/ }));
    await user.type(await field(), "sanc");
    const workflows = await screen.findByRole("group", { name: "Workflows" });
    expect(within(workflows).getAllByRole("option")).toHaveLength(1);
    expect(active()).toHaveTextContent("Sanctions");
    await user.keyboard("{Enter}");
    expect(router.state.location.pathname).toBe("/workflows/wfl_2");
    expect(screen.queryByRole("combobox")).not.toBeInTheDocument();
  });

  it("asks the server for inquiries, with what was typed, once the typing rests", async () => {
    const { user, asked } = show();
    await user.click(screen.getByRole("button", { name: /^Go to/ }));
    await user.type(await field(), "order-7");
    const inquiries = await screen.findByRole("group", { name: "Inquiries" });
    expect(within(inquiries).getByRole("option")).toHaveTextContent(
      "Ada Lovelaceorder-7 · Declined",
    );
    expect(asked.filter(({ call }) => call === "GET /v1/inquiries")).toHaveLength(1);
  });

  it("steps through all groups with the arrow keys, around the ends", async () => {
    const { user } = show();
    await user.click(screen.getByRole("button", { name: /^Go to/ }));
    await field();
    const all = options();
    expect(active()).toHaveTextContent(all[0] ?? "");
    await user.keyboard("{ArrowUp}");
    expect(active()).toHaveTextContent("Sign out");
    await user.keyboard("{ArrowDown}{ArrowDown}");
    expect(active()).toHaveTextContent(all[1] ?? "");
  });

  it("offers only what the person may, and asks for nothing else", async () => {
    const { user, asked } = show(["lists.read"]);
    await user.click(screen.getByRole("button", { name: /^Go to/ }));
    await field();
    expect(options()).not.toContain("Workflows");
    expect(options()).not.toContain("Add new workflow");
    await user.type(await field(), "blocked");
    await screen.findByRole("group", { name: "Lists" });
    expect(new Set(asked.map(({ call }) => call))).toEqual(new Set(["GET /v1/lists"]));
  });

  it("says what is not found and how inquiries are found", async () => {
    const { user } = show(ALL, { "GET /v1/inquiries": page() });
    await user.click(screen.getByRole("button", { name: /^Go to/ }));
    await user.type(await field(), "xyzzy");
    expect(
      await screen.findByText(/^Nothing found for “xyzzy”\. Inquiries are found by/),
    ).toBeVisible();
  });

  it("says what could not be searched and still shows the rest", async () => {
    const failed = problemAnswer(500, "internal", "the database is away");
    const { user } = show(ALL, { "GET /v1/inquiries": failed });
    await user.click(screen.getByRole("button", { name: /^Go to/ }));
    await user.type(await field(), "onboarding");
    expect(
      await screen.findByText("Inquiries could not be searched. The database is away."),
    ).toBeVisible();
    expect(screen.getByRole("option", { name: /^Onboarding/ })).toBeVisible();
  });
});

describe("keyboard shortcuts", { timeout: 30_000 }, () => {
  it("are shown with ?, but not while typing", async () => {
    const { user } = show();
    await user.type(screen.getByRole("textbox", { name: "A field of the page" }), "?");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    await user.tab();
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  });

  it("pressed alone can be switched off; those with Ctrl stay", async () => {
    const { user } = show();
    await user.keyboard("?");
    await user.click(await screen.findByRole("switch", { name: "Single keys" }));
    await user.keyboard("{Escape}");
    await expect.poll(() => screen.queryByRole("dialog")).toBeNull();
    await user.keyboard("?");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    await user.keyboard("{Control>}k{/Control}");
    expect(await field()).toHaveFocus();
  });
});
