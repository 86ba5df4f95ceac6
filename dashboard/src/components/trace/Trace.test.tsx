import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { Trace as TraceData, TraceNode, TraceRoute } from "@/api/types.ts";
import { renderPage } from "@/testing/render.tsx";
import { Trace } from "./Trace.tsx";

const ageCondition: TraceNode = {
  kind: "condition",
  verdict: "false",
  pointer: "/routes/0/if/all/0",
  sentence: "age is less than 18",
  attribute: "age",
  operator: "less_than",
  expected: 18,
  actual: 34,
};

const livenessCondition: TraceNode = {
  kind: "condition",
  verdict: "unknown",
  pointer: "/routes/1/if/all/0",
  sentence: "liveness check score is less than 60",
  attribute: "liveness_check_score",
  operator: "less_than",
  expected: 60,
  actual: null,
};

const listCondition: TraceNode = {
  kind: "condition",
  verdict: "true",
  pointer: "/routes/2/if/any/0",
  sentence: "is on Blocked IP Addresses",
  attribute: "list_matches",
  operator: "contains",
  expected: "lst_1",
  actual: [{ list: "lst_1", list_name: "Blocked IP Addresses" }],
  matched: [{ list: "lst_1", item: "itm_1", item_value: "203.0.113.0/24", revision: 4 }],
};

function route(
  id: string,
  name: string,
  kind: "all" | "any",
  child: TraceNode,
  taken = false,
): TraceRoute {
  const pointer = child.pointer.replace(/\/0$/, "");
  return {
    id,
    name,
    verdict: child.verdict,
    taken,
    condition: { kind, verdict: child.verdict, pointer, sentence: "", children: [child] },
  };
}

const trace: TraceData = {
  routes: [
    route("rt_01", "Minors", "all", ageCondition),
    route("rt_02", "Weak selfie", "all", livenessCondition),
    route("rt_03", "Blocked addresses", "any", listCondition, true),
  ],
  taken: "rt_03",
  everything_else: { taken: false },
  attributes: {},
};

function renderTrace(data: TraceData) {
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("no server in this test"));
  renderPage(<Trace trace={data} />);
  return screen.getAllByRole("listitem").filter((item) => item.querySelector(":scope > button"));
}

describe("Trace", () => {
  it("shows each route with its verdict, in order, and which one was taken", () => {
    const cards = renderTrace(trace);
    expect(cards.map((card) => within(card).getByRole("button").textContent)).toEqual([
      "1Minors",
      "2Weak selfie",
      "3Blocked addressesTaken",
    ]);
    const verdicts = cards.map((card) =>
      within(card).getAllByRole("img")[0]?.getAttribute("aria-label"),
    );
    expect(verdicts).toEqual(["Did not match", "Unknown", "Matched"]);
    expect(screen.queryByText("Everything else")).not.toBeInTheDocument();
  });

  it("shows the value read, a missing value in words, and the item that matched", () => {
    const [minors, selfie, blocked] = renderTrace(trace);
    expect(minors).toHaveTextContent("age is less than 18Age 34");
    expect(selfie).toHaveTextContent("Liveness check score missing");
    expect(blocked).toHaveTextContent("Any of");
    expect(blocked).toHaveTextContent("List matches Blocked IP Addresses");
    const item = within(blocked as HTMLElement).getByRole("link", { name: "203.0.113.0/24" });
    expect(item).toHaveAttribute("href", "/lists/lst_1");
  });

  it("shows Everything else when no route matched", () => {
    renderTrace({
      ...trace,
      routes: trace.routes.slice(0, 2),
      taken: "everything_else",
      everything_else: { taken: true },
    });
    const last = screen.getByText("Everything else").closest("li");
    expect(last).toHaveTextContent("Taken");
  });

  it("unfolds only the taken route of a long trace, the others on request", async () => {
    const many = Array.from({ length: 6 }, (_, index) =>
      route(`rt_a${index}`, `Route ${index}`, "all", {
        ...ageCondition,
        pointer: `/routes/${index}/if/all/0`,
      }),
    );
    const last = route("rt_last", "Last", "any", listCondition, true);
    const cards = renderTrace({ ...trace, routes: [...many, last] });
    const buttons = cards.map((card) => within(card).getByRole("button"));
    expect(buttons.map((button) => button.getAttribute("aria-expanded"))).toEqual([
      ...many.map(() => "false"),
      "true",
    ]);
    await userEvent.click(buttons[0] as HTMLElement);
    expect(buttons[0]).toHaveAttribute("aria-expanded", "true");
    expect(screen.getByText("age is less than 18", { ignore: "[hidden] *" })).toBeVisible();
  });
});
