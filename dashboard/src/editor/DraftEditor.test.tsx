import { configure, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Draft } from "@/api/types.ts";
import { AnnouncerProvider } from "@/app/announcer.tsx";
import { renderPage } from "@/testing/render.tsx";
import { DraftEditor } from "./DraftEditor.tsx";
import { DraftSession } from "./session/DraftSession.ts";
import { catalogue, draftOf, lists } from "./testing/fixtures.ts";
import { countingIds } from "./testing/ids.ts";

// A busy machine is slow, not wrong.
configure({ asyncUtilTimeout: 10_000 });

const routes = [
  {
    id: "rt_a",
    name: "Minors",
    if: { all: [{ attribute: "age", operator: "less_than", value: 18 }] },
    then: [{ action: "decline" as const }],
  },
  {
    id: "rt_b",
    name: "Blocked",
    if: { all: [{ attribute: "list_matches", operator: "contains", value: "lst_1" }] },
    then: [{ action: "mark_for_review" as const }],
  },
];

/** Renders the editor on a session whose saves never end; what would be saved is read from it. */
function edit(draft: Draft) {
  const session = new DraftSession(
    draft,
    { put: () => new Promise(() => {}), look: () => new Promise(() => {}), wait: () => {} },
    countingIds(),
  );
  renderPage(
    <AnnouncerProvider>
      <DraftEditor session={session} catalogue={catalogue} lists={lists} />
    </AnnouncerProvider>,
  );
  const user = userEvent.setup();
  const names = () => session.model.routes.map(({ name }) => name);
  return { session, user, names };
}

const card = (name: RegExp) => screen.getByRole("listitem", { name });
const said = (text: string) => screen.findByText(text, { selector: "[role=status] *" });

// Typing letter by letter through the whole editor is slow where other work shares the machine.
describe("DraftEditor", { timeout: 30_000 }, () => {
  it("adds a route, names it, adds a condition by typing, and an action", async () => {
    const { session, user } = edit(draftOf({}));
    await user.click(screen.getByRole("button", { name: "Add the first route" }));
    expect(screen.getByRole("textbox", { name: "Route name" })).toHaveFocus();
    await user.keyboard("Minors");
    await user.click(screen.getByRole("combobox", { name: "Add condition" }));
    await user.click(await screen.findByRole("option", { name: /^Age/ }));
    const condition = screen.getByRole("group", { name: "Condition 1" });
    expect(within(condition).getByRole("textbox", { name: "Value" })).toHaveFocus();
    await user.selectOptions(
      within(condition).getByRole("combobox", { name: "Comparison" }),
      "less_than",
    );
    await user.type(within(condition).getByRole("textbox", { name: "Value" }), "18");
    await user.selectOptions(screen.getByRole("combobox", { name: "Action" }), "decline");
    expect(session.text().routes).toMatchObject([
      {
        name: "Minors",
        if: { all: [{ attribute: "age", operator: "less_than", value: 18 }] },
        then: [{ action: "decline" }],
      },
    ]);
  });

  it("shows the engine's sentence on the card, and none of its own", () => {
    edit(draftOf({ routes }));
    expect(within(card(/Minors/)).getByText("Sentence of Minors.")).toBeVisible();
  });

  it("moves by button and by Alt + arrow, and says where the route is now", async () => {
    const { user, names } = edit(draftOf({ routes }));
    await user.click(screen.getByRole("button", { name: "Move Blocked up" }));
    expect(names()).toEqual(["Blocked", "Minors"]);
    expect(await said("Blocked is now 1 of 2")).toBeInTheDocument();
    screen.getByRole("button", { name: "Minors" }).focus();
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(names()).toEqual(["Minors", "Blocked"]);
    expect(screen.getByRole("button", { name: "Minors" })).toHaveFocus();
  });

  it("deletes with an Undo line in the route's place, and brings the route back", async () => {
    const { user, names } = edit(draftOf({ routes }));
    await user.click(screen.getByRole("button", { name: "More for Minors" }));
    await user.click(await screen.findByRole("menuitem", { name: "Delete" }));
    expect(names()).toEqual(["Blocked"]);
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(names()).toEqual(["Minors", "Blocked"]);
  });

  it("undoes and redoes with the keys, and names the step", async () => {
    const { user, names } = edit(draftOf({ routes }));
    await user.click(screen.getByRole("button", { name: "Move Blocked up" }));
    expect(screen.getByRole("button", { name: "Undo: move “Blocked”" })).toBeEnabled();
    await user.keyboard("{Control>}z{/Control}");
    expect(names()).toEqual(["Minors", "Blocked"]);
    await user.keyboard("{Control>}{Shift>}z{/Shift}{/Control}");
    expect(names()).toEqual(["Blocked", "Minors"]);
  });

  it("says under the field what is wrong with a number, and mends it", async () => {
    const { session, user } = edit(draftOf({ routes }));
    await user.click(screen.getByRole("button", { name: "Minors" }));
    const value = screen.getByRole("textbox", { name: "Value" });
    await user.clear(value);
    await user.type(value, "17.6");
    expect(value).toHaveAccessibleDescription(/^Only whole numbers here\./);
    expect(session.text().routes).toMatchObject([
      { if: { all: [{ attribute: "age", operator: "less_than" }] } },
      {},
    ]);
    expect(JSON.stringify(session.text())).not.toContain("17");
    await user.click(screen.getByRole("button", { name: "Use 18" }));
    expect(session.text().routes).toMatchObject([{ if: { all: [{ value: 18 }] } }, {}]);
    expect(screen.queryByText("Only whole numbers here.")).not.toBeInTheDocument();
  });

  it("changing the comparison changes what is asked for, and drops what does not fit", async () => {
    const { session, user } = edit(draftOf({ routes }));
    await user.click(screen.getByRole("button", { name: "Minors" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "Comparison" }), "between");
    expect(JSON.stringify(session.text().routes)).not.toContain('"value":18');
    await user.type(screen.getByRole("textbox", { name: "From" }), "21");
    await user.type(screen.getByRole("textbox", { name: "To" }), "18");
    expect(screen.getByText("The first number is greater than the second.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Swap them" }));
    expect(session.text().routes).toMatchObject([{ if: { all: [{ value: [18, 21] }] } }, {}]);
  });

  it("shows what the server says under the field it is about", async () => {
    const diagnostics = [
      {
        severity: "error" as const,
        pointer: "/routes/0/if/all/0/value",
        code: "out_of_range",
        message: "an age is between 0 and 150",
      },
      { severity: "warning" as const, pointer: "/everything_else", code: "w", message: "look" },
    ];
    const { user } = edit(draftOf({ routes }, { diagnostics }));
    expect(within(card(/Minors/)).getByText("1 problem")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Minors" }));
    const value = screen.getByRole("textbox", { name: "Value" });
    expect(value).toBeInvalid();
    expect(value).toHaveAccessibleDescription("Error: An age is between 0 and 150.");
    const last = screen.getByRole("article", { name: "Everything else" });
    expect(within(last).getByText("Look.")).toBeVisible();
  });

  it("warns when Everything else approves, and offers no way to move or delete it", async () => {
    const { user } = edit(draftOf({ routes }));
    const last = screen.getByRole("article", { name: "Everything else" });
    await user.selectOptions(within(last).getByRole("combobox"), "approve");
    expect(within(last).getByText(/no route takes is approved/)).toBeVisible();
    expect(within(last).queryByRole("button")).not.toBeInTheDocument();
  });

  it("builds groups three deep and shows deeper ones with their sentence", async () => {
    const deep = { any: [{ attribute: "age", operator: "is_missing" }] };
    const pointer = "/routes/0/if/all/0/not/any/0/all/0";
    const draft = draftOf({
      routes: [
        { id: "rt_a", name: "Deep", if: { all: [{ not: { any: [{ all: [deep] }] } }] }, then: [] },
      ],
    });
    draft.explanation.routes[0]?.conditions.push({ pointer, sentence: "age is missing", depth: 4 });
    const { user } = edit(draft);
    await user.click(screen.getByRole("button", { name: "Deep" }));
    expect(screen.getAllByRole("combobox", { name: "Match" })).toHaveLength(3);
    expect(screen.getAllByRole("button", { name: "Add group" })).toHaveLength(2);
    expect(screen.getByText("age is missing")).toBeVisible();
  });
});
