import { configure, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import OrderPanel from "./OrderPanel.tsx";

configure({ asyncUtilTimeout: 10_000 });

const since = { version: 1, since: "2026-11-22T10:42:07Z", since_by: null };
const workflow = (id: string, name: string, running: object | null = since) => ({
  id,
  name,
  event: "inquiry.completed",
  state: running ? "running" : "draft",
  running,
});

async function open(put: unknown = { data: [], etag: "e1" }) {
  const workflows = [
    workflow("wfl_s", "Sanctions"),
    workflow("wfl_o", "Onboarding"),
    workflow("wfl_d", "Second look", null),
  ];
  const asked = answerCalls({
    "GET /v1/workflow_order": { data: workflows.map(({ id }) => id), etag: "e0" },
    "GET /v1/workflows": { data: workflows, next_cursor: null },
    "PUT /v1/workflow_order": put,
  });
  const onDone = vi.fn();
  renderPage(<OrderPanel onDone={onDone} />);
  await screen.findByRole("list", { name: "Order of workflows" });
  return { asked, onDone, user: userEvent.setup() };
}

const names = () =>
  within(screen.getByRole("list", { name: "Order of workflows" }))
    .getAllByRole("listitem")
    .map((item) => item.getAttribute("aria-label"));
const effect = () => screen.getByRole("region", { name: "What this changes" });

describe("OrderPanel", { timeout: 30_000 }, () => {
  it("says in words what a move means before it is saved, to eyes and ears", async () => {
    const { user, asked } = await open();
    expect(effect()).toHaveTextContent("The order is as it was.");
    await user.click(screen.getByRole("button", { name: "Move Onboarding up" }));
    expect(names()).toEqual(["Onboarding, 1 of 3", "Sanctions, 2 of 3", "Second look, 3 of 3"]);
    const sentence = "Onboarding will decide before Sanctions.";
    expect(effect()).toHaveTextContent(sentence);
    expect(
      screen.getByText(new RegExp(`Onboarding is now 1 of 3\\. ${sentence}`), {
        selector: "[role=status] *",
      }),
    ).toBeInTheDocument();
    expect(asked.some(({ call }) => call.startsWith("PUT"))).toBe(false);
  });

  it("moves with Alt and the arrows, keeps the focus, and saves what was seen", async () => {
    const { user, asked, onDone } = await open();
    const button = screen.getByRole("button", { name: "Move Onboarding up" });
    button.focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(button).toHaveFocus();
    await user.click(screen.getByRole("button", { name: "Save this order" }));
    await expect.poll(() => onDone.mock.calls.length).toBe(1);
    const put = asked.find(({ call }) => call === "PUT /v1/workflow_order");
    expect(put?.body).toEqual({ data: ["wfl_o", "wfl_s", "wfl_d"] });
    expect(put?.headers.get("if-match")).toBe('"e0"');
  });

  it("says when nothing changes for now", async () => {
    const { user } = await open();
    await user.click(screen.getByRole("button", { name: "Move Second look up" }));
    expect(effect()).toHaveTextContent(/^What this changesNothing changes for now/);
  });

  it("does not overwrite another order: it says so and shows the present one", async () => {
    const { user, onDone } = await open(problemAnswer(412, "stale", "the order has changed"));
    await user.click(screen.getByRole("button", { name: "Move Onboarding up" }));
    await user.click(screen.getByRole("button", { name: "Save this order" }));
    expect(await screen.findByRole("alert")).toHaveTextContent(/Someone changed the order/);
    expect(names()[0]).toBe("Onboarding, 1 of 3");
    expect(onDone).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Show the present order" }));
  });
});
