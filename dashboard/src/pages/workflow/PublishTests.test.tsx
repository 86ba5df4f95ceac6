import { configure, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import type { TestResult, TestRun } from "@/api/types.ts";
import { forgetSession } from "@/editor/session/sessions.ts";
import { catalogue, draftOf } from "@/editor/testing/fixtures.ts";
import { answerCalls } from "@/testing/answers.ts";
import { sessionWith } from "@/testing/fixtures.ts";
import { renderPage } from "@/testing/render.tsx";
import { testsBecause } from "./PublishTests.tsx";
import WorkflowPage from "./WorkflowPage.tsx";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const at = "2026-11-22T10:42:07Z";
const anna = { type: "member" as const, id: "mbr_1", name: "Anna" };
const TESTS = "/v1/workflows/wfl_1/tests";

const result = (name: string, passed: boolean): TestResult => ({
  test: `tst_${name}`,
  name,
  origin: "offered",
  inquiry: { attributes: { age: 18 } },
  passed,
  expected: { route: "everything_else", route_name: "Everything else", outcome: "approve" },
  actual: passed
    ? { route: "everything_else", route_name: "Everything else", outcome: "approve" }
    : { route: "rt_a", route_name: "Minors", outcome: "decline" },
});

const runOf = (...results: TestResult[]): TestRun => ({
  version: null,
  passed: results.filter(({ passed }) => passed).length,
  broken: results.filter(({ passed }) => !passed).length,
  results,
});

const minors = {
  id: "rt_a",
  name: "Minors",
  if: { all: [{ attribute: "age", operator: "less_than", value: 21 }] },
  then: [{ action: "decline" as const }],
};
const draft = draftOf({ routes: [minors] });

function open(more: Record<string, unknown>) {
  const base = "/v1/workflows/wfl_1";
  const asked = answerCalls({
    [`GET ${base}`]: {
      id: "wfl_1",
      name: "Onboarding",
      event: "inquiry.completed",
      state: "draft",
      running: null,
      paused_at: null,
      latest_version: null,
      draft: { etag: "e0", updated_at: at, updated_by: anna },
      created_at: at,
      position: 1,
      runs_today: { approve: 0, decline: 0, mark_for_review: 0, do_nothing: 0 },
    },
    [`GET ${base}/draft`]: draft,
    [`GET ${base}/draft/changes`]: { against: null, changes: [] },
    "GET /v1/catalogue": catalogue,
    "GET /v1/lists": { data: [], next_cursor: null },
    ...more,
  });
  renderPage(<WorkflowPage />, {
    path: "/workflows/:id/*",
    at: "/workflows/wfl_1/publish",
    session: sessionWith("workflows.read", "workflows.write"),
  });
  return asked;
}

afterEach(() => forgetSession("wfl_1"));

const section = async () => within(await screen.findByRole("region", { name: "Tests" }));

describe("tests before publishing", () => {
  it("stop it when one is broken, by name, and can be changed on purpose", async () => {
    const person = userEvent.setup();
    const broken = runOf(result("Age 18", false), result("Age 30", true));
    const asked = open({ [`POST ${TESTS}/run`]: broken, [`PATCH ${TESTS}/tst_Age 18`]: {} });
    const tests = await section();
    const list = await tests.findByRole("list", { name: "Broken tests" });
    expect(list).toHaveTextContent(
      /Age 18Expected: Approve “Everything else” · Comes out: Decline “Minors”/,
    );
    expect(tests.getByText("1 of 2 pass")).toBeVisible();
    const because = "The test “Age 18” is broken. Mend the draft, or change what is expected.";
    expect(screen.getByRole("button", { name: /^Publish/ })).toHaveAccessibleDescription(because);
    await person.click(tests.getByRole("button", { name: "Change what is expected of “Age 18”" }));
    const change = asked.find(({ call }) => call.startsWith("PATCH"));
    expect(change?.body).toEqual({ expect: { route: "rt_a", outcome: "decline" } });
    await person.click(tests.getByRole("button", { name: "Show the one that passes" }));
    expect(tests.getByRole("list", { name: "Tests that pass" })).toHaveTextContent("Age 30");
  });

  it("are offered by name, and kept all at once", async () => {
    const person = userEvent.setup();
    const offered = ["Minors: age 20", "Minors: age 21 goes to Everything else"].map((name) => ({
      name,
      inquiry: { attributes: {} },
      expect: { route: "rt_a", outcome: "decline" },
      origin: "offered",
    }));
    const asked = open({
      [`POST ${TESTS}/run`]: runOf(),
      [`POST ${TESTS}/offer`]: { tests: offered, kept: 0, noticed: 9, left_out: 0, version: null },
      [`POST ${TESTS}`]: { data: [] },
    });
    const tests = await section();
    expect(await tests.findByText(/^No tests are kept/)).toBeVisible();
    await person.click(tests.getByRole("button", { name: "Add offered tests" }));
    const list = await tests.findByRole("list", { name: "Offered tests" });
    expect(within(list).getAllByRole("listitem")).toHaveLength(2);
    await person.click(tests.getByRole("button", { name: "Keep these 2 tests" }));
    const kept = asked.find(({ call }) => call === `POST ${TESTS}`);
    expect(kept?.body).toEqual({ tests: offered });
  });

  it("are counted when they are many", () => {
    const many = ["A", "B", "C", "D", "E"].map((name) => result(name, false));
    expect(testsBecause(runOf(...many))).toBe(
      "The tests “A”, “B”, “C” and 2 more are broken. Mend the draft, or change what is expected.",
    );
    expect(testsBecause(runOf(result("A", true)))).toBeNull();
    expect(testsBecause(undefined)).toBeNull();
  });
});
