import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { ItemsImpact } from "./ItemsImpact.tsx";

const IMPACT = "POST /v1/lists/lst_1/impact";
const INQUIRIES = "POST /v1/lists/lst_1/impact/inquiries";
const subject = { list: "lst_1", add: { value: "192.0.2.1" } };

const cell = { from: "approve", from_route: "everything_else", to: "decline", to_route: "rt_1" };

const workflow = (id: string, name: string, count: number) => ({
  id,
  name,
  version: 2,
  route_names: { rt_1: "Blocked" },
  changed: count + 1,
  decided_differently: count,
  routes: [{ id: "rt_1", name: "Blocked", before: "no", after: "yes" }],
  undecided: [],
  preview: { outcome_changes: [], flow: count > 0 ? [{ ...cell, count }] : [], flow_more: 0 },
});

const numbers = {
  considered: 96,
  complete_to: null,
  took_ms: 3,
  matched: 5,
  newly_on: 5,
  no_longer_on: 0,
  added: 1,
  removed: 0,
  already: 0,
  bad: 0,
  compared: true,
  broad_one_in: 50,
  remarks: [],
  remarks_more: 0,
};

const impact = {
  ...numbers,
  together: {
    decided_differently: 4,
    outcome_changes: [{ from: "approve", to: "decline", count: 4 }],
  },
  workflows: [workflow("wfl_1", "Onboarding", 5), workflow("wfl_2", "Payout", 0)],
};

const inquiry = (id: string, name: string | null) => ({
  ...{ id, name, reference_id: null, completed_at: "2026-11-22T10:42:07Z" },
  ...{ ...cell, recorded: "approve" },
});

it("says of each line which workflow it is about, and what all decide together", async () => {
  answerCalls({ [IMPACT]: impact });
  renderPage(<ItemsImpact subject={subject} />);
  const status = await screen.findByText(/decide together, in their order/);
  expect(status).toHaveTextContent(
    "4 past inquiries would be decided differently: 4 approve → decline. This is what all",
  );
  for (const line of [
    "Onboarding, version 2: decides 5 inquiries differently by itself. 1 inquiry would take another route to the same decision.",
    "Payout, version 2: 1 inquiry would take another route to the same decision.",
    "Payout, version 2: Blocked: now nobody takes it, then somebody takes it.",
  ])
    expect(await screen.findByText(line)).toBeVisible();
});

it("pages through the inquiries behind a number, of the same time as the number", async () => {
  const asked = answerCalls({
    [IMPACT]: impact,
    [INQUIRIES]: ({ body }: { body: unknown }) =>
      (body as { cursor?: string }).cursor === "c2"
        ? { data: [inquiry("inq_2", null)], next_cursor: null }
        : { data: [inquiry("inq_1", "Ada Byron")], next_cursor: "c2" },
  });
  renderPage(<ItemsImpact subject={subject} />, { at: "/?days=30" });
  const line = "5 approve by Everything else → decline by Blocked";
  await userEvent.click(await screen.findByRole("button", { name: line }));
  const region = await screen.findByRole("region", { name: `Inquiries: ${line}` });
  const link = await within(region).findByRole("link", { name: /Ada Byron/ });
  expect(link).toHaveAttribute("href", "/inquiries/inq_1");
  expect(link).toHaveAttribute("target", "_blank");
  await userEvent.click(within(region).getByRole("button", { name: "Next" }));
  expect(await within(region).findByRole("link", { name: /inq_2/ })).toBeVisible();
  await userEvent.click(within(region).getByRole("button", { name: "Previous" }));
  expect(await within(region).findByRole("link", { name: /Ada Byron/ })).toBeVisible();
  const bodies = asked.map(({ body }) => body as Record<string, unknown>);
  expect(bodies[1]).toMatchObject({ add: [{ value: "192.0.2.1" }], workflow: "wfl_1", cell });
  expect(bodies[0]?.window).toEqual({ from: expect.any(String) });
  expect(bodies[1]?.window).toEqual(bodies[0]?.window);
  expect(bodies[1]?.asker).toBe(bodies[0]?.asker);
  // All of them together have no routes.
  await userEvent.click(screen.getByRole("button", { name: "4 approve → decline" }));
  await screen.findByRole("region", { name: "Inquiries: 4 approve → decline" });
  expect(asked.at(-1)?.body).toMatchObject({ cell: { from: "approve", to: "decline" } });
  expect(asked.at(-1)?.body).not.toHaveProperty("workflow");
});

it("asks of another time when the window changes, and keeps the rest of the address", async () => {
  const asked = answerCalls({ [IMPACT]: impact });
  const { router } = renderPage(<ItemsImpact subject={subject} />, { at: "/?cursor=abc" });
  await screen.findByText(/decide together/);
  await userEvent.selectOptions(
    screen.getByRole("combobox", { name: "Past inquiries to look at" }),
    "All time",
  );
  expect(await screen.findByText(/decide together/)).toBeVisible();
  expect(asked[0]?.body).toHaveProperty("window");
  expect(asked.at(-1)?.body).not.toHaveProperty("window");
  expect(router.state.location.search).toBe("?cursor=abc&days=all");
});

it("says that something is not proved, and does not call it a change", async () => {
  const undecided = [{ id: "rt_1", name: "Blocked", because: "The list holds too much." }];
  const one = { ...workflow("wfl_1", "Onboarding", 0), changed: 0, routes: [], undecided };
  answerCalls({
    [IMPACT]: {
      ...impact,
      together: { decided_differently: 0, outcome_changes: [] },
      workflows: [one],
    },
  });
  renderPage(<ItemsImpact subject={subject} />);
  expect(
    await screen.findByText(
      "Onboarding, version 2: It cannot be proved whether anybody still takes Blocked. The list holds too much.",
    ),
  ).toBeVisible();
  expect(screen.queryByText(/not proved\./)).toBeNull();
});

it("asks again by itself while the server is busy or another question took the place", async () => {
  const answers = [
    problemAnswer(503, "busy", "try again"),
    problemAnswer(409, "superseded", "a newer question"),
    impact,
  ];
  const asked = answerCalls({ [IMPACT]: () => answers[asked.length - 1] });
  renderPage(<ItemsImpact subject={subject} />);
  expect(await screen.findByText("Working out what this would change.")).toBeVisible();
  expect(await screen.findByText(/decide together/, {}, { timeout: 4000 })).toBeVisible();
  expect(asked).toHaveLength(3);
});

it("says what went wrong, and asks again when told to", async () => {
  const answers = [problemAnswer(409, "archived", "the list is archived"), impact];
  const asked = answerCalls({ [IMPACT]: () => answers[asked.length - 1] });
  renderPage(<ItemsImpact subject={subject} />);
  expect(await screen.findByText(/could not be worked out/)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText(/decide together/)).toBeVisible();
});
