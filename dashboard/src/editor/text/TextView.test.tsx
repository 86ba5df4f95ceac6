import { configure, fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Diagnostic } from "@/api/types.ts";
import { AnnouncerProvider } from "@/app/announcer.tsx";
import { answerCalls } from "@/testing/answers.ts";
import { renderPage } from "@/testing/render.tsx";
import { DraftEditor } from "../DraftEditor.tsx";
import { DraftSession } from "../session/DraftSession.ts";
import { catalogue, draftOf, lists } from "../testing/fixtures.ts";
import { countingIds } from "../testing/ids.ts";

configure({ asyncUtilTimeout: 10_000 });

const route = {
  id: "rt_a",
  name: "Minors",
  if: { attribute: "age", operator: "less_than", value: 18 },
  then: [{ action: "decline" as const }],
};

const checked = (readable: boolean, ...diagnostics: Partial<Diagnostic>[]) => ({
  readable,
  diagnostics: diagnostics.map((one) => ({ severity: "error", code: "c", ...one })),
  routes: [],
  everything_else: null,
  findings: [],
  more: 0,
  undecided_overlaps: 0,
  explanation: { routes: [], everything_else: { sentence: "" } },
});

function edit(check: unknown = checked(true)) {
  const asked = answerCalls({ "POST /v1/workflows/check": check });
  const session = new DraftSession(
    draftOf({ routes: [route] }),
    { put: () => new Promise(() => {}), look: () => new Promise(() => {}), wait: () => {} },
    countingIds(),
  );
  renderPage(
    <AnnouncerProvider>
      <DraftEditor session={session} catalogue={catalogue} lists={lists} shape="text" />
    </AnnouncerProvider>,
  );
  return { session, asked, user: userEvent.setup() };
}

const area = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Draft as YAML" });

async function replace(from: string, to: string): Promise<HTMLTextAreaElement> {
  const field = await area();
  fireEvent.change(field, { target: { value: field.value.replace(from, to) } });
  return field;
}

describe("the draft as text", { timeout: 30_000 }, () => {
  it("shows the draft and takes what is typed into it", async () => {
    const { session } = edit();
    expect(await area()).toHaveValue(`format: 1
name: Onboarding
event: inquiry.completed
routes:
  - id: rt_a
    name: Minors
    if:
      attribute: age
      operator: less_than
      value: 18
    then:
      - action: decline
everything_else:
  - action: do_nothing
`);
    await replace("value: 18", "value: 21");
    await expect
      .poll(() => session.text().routes, { timeout: 10_000 })
      .toMatchObject([{ id: "rt_a", if: { value: 21 } }]);
    expect(screen.getByRole("button", { name: "Undo: change the text" })).toBeEnabled();
  });

  it("says line and column of what is no YAML, leads there, and keeps draft and text", async () => {
    const { session, user } = edit();
    const before = session.model;
    const field = await replace("value: 18", "value: [18");
    const remarks = await screen.findByRole("list", { name: "Remarks on the text" });
    const problem = within(remarks).getByRole("button", { name: /^Line 11, column 5/ });
    expect(field).toBeInvalid();
    expect(
      screen.getByText(/The draft stays as it was\. 1 problem\. Line 11, column 5: /, {
        selector: "p",
      }),
    ).toBeVisible();
    await user.click(problem);
    expect(field).toHaveFocus();
    expect(field.value.slice(0, field.selectionStart).split("\n")).toHaveLength(11);
    expect(session.model).toBe(before);
    expect(field.value).toContain("[18");
  });

  it("shows what the server says at the line it is about", async () => {
    const detail = { pointer: "/routes/0/if/valu", message: "`valu` is not a key here" };
    edit(checked(false, detail));
    await replace("value: 18", "valu: 18");
    expect(
      await screen.findByRole("button", { name: /^Line 10, column 7.*`valu` is not a key here\./ }),
    ).toBeVisible();
  });

  it("takes back what was typed with Ctrl+Z, and brings it up again", async () => {
    const { user } = edit();
    const field = await replace("value: 18", "value: [18");
    await user.click(field);
    await user.keyboard("{Control>}z{/Control}");
    expect(field.value).toContain("value: 18");
    await user.click(screen.getByRole("button", { name: "Bring it back" }));
    expect(field.value).toContain("value: [18");
    expect(screen.getByRole("button", { name: "Undo: what you typed" })).toBeEnabled();
  });

  it("lets Tab leave the field", async () => {
    const { user } = edit();
    const field = await area();
    await user.click(field);
    await user.tab();
    expect(field).not.toHaveFocus();
    expect(field.value).not.toContain("\t");
  });
});
