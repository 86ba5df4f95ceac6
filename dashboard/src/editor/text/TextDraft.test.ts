import { describe, expect, it } from "vitest";
import type { Diagnostic, Draft } from "@/api/types.ts";
import type { JsonObject } from "../model/model.ts";
import { DraftSession } from "../session/DraftSession.ts";
import { draftOf } from "../testing/fixtures.ts";
import { countingIds } from "../testing/ids.ts";
import { type CheckAnswer, TextDraft } from "./TextDraft.ts";

const age = (value: number) => ({ attribute: "age", operator: "less_than", value });
const route = (id: string, name: string, value = 18) => ({
  id,
  name,
  if: age(value),
  then: [{ action: "decline" as const }],
});
const A = route("rt_a", "Minors");

const FINE: CheckAnswer = { kind: "checked", isReadable: true, diagnostics: [] };
const refused = (pointer: string): CheckAnswer => {
  const diagnostic: Diagnostic = { severity: "error", pointer, code: "unknown_key", message: "no" };
  return { kind: "checked", isReadable: false, diagnostics: [diagnostic] };
};

/** A text on a draft whose saves never end, a server that answers when told to, and a clock that is turned by hand. */
function open(draft: Draft = draftOf({ routes: [A] })) {
  const session = new DraftSession(
    draft,
    { put: () => new Promise(() => {}), look: () => new Promise(() => {}), wait: () => {} },
    countingIds(),
  );
  const asked: { document: JsonObject; answer: (answer: CheckAnswer) => Promise<void> }[] = [];
  const timers: (() => void)[] = [];
  const text = new TextDraft(session, {
    check: (document) =>
      new Promise((resolve) => {
        const answer = async (given: CheckAnswer) => {
          resolve(given);
          await Promise.resolve();
          await Promise.resolve();
        };
        asked.push({ document, answer });
      }),
    wait: (_, then) => timers.push(then),
  });
  text.open();
  const pass = () => {
    for (const then of timers.splice(0)) then();
  };
  const reply = (given: CheckAnswer) => asked.at(-1)?.answer(given);
  const type = async (yaml: string, given: CheckAnswer = FINE) => {
    text.type(yaml);
    pass();
    await reply(given);
  };
  const edit = (from: string, to: string) => text.view().yaml.replace(from, to);
  return { session, text, asked, pass, reply, type, edit };
}

describe("TextDraft", () => {
  it("makes what was typed a step of the draft, once the server says that it can be kept", async () => {
    const { session, text, pass, reply, edit } = open();
    text.type(edit("18", "21"));
    expect(text.view().state).toBe("reading");
    expect(session.isSettled).toBe(false);
    pass();
    expect(session.model.routes[0]?.condition.members[0]).toMatchObject({ value: 18 });
    await reply(FINE);
    expect(session.text()).toMatchObject({ routes: [{ id: "rt_a", if: { value: 21 } }] });
    expect(text.view().state).toBe("in_step");
    expect(session.view().saving.kind).toBe("saving");
  });

  it("keeps the draft and the text while the text is no YAML, and says where", async () => {
    const { session, text, pass, edit, asked } = open();
    const before = session.model;
    text.type(edit("name: Minors", "name: [Minors"));
    pass();
    expect(text.view().state).toBe("broken");
    expect(text.view().remarks[0]).toMatchObject({ severity: "error", at: { line: 7 } });
    expect(session.model).toBe(before);
    expect(text.view().yaml).toContain("[Minors");
    expect(asked).toHaveLength(1);
  });

  it("says unknown keys at their line and drops nothing", async () => {
    const { session, text, type, edit } = open();
    const before = session.model;
    await type(edit("name: Minors", "name: Minors\n    nome: x"), refused("/routes/0/nome"));
    expect(text.view()).toMatchObject({
      state: "broken",
      remarks: [{ at: { line: 7, column: 5 }, diagnostic: { code: "unknown_key" } }],
    });
    expect(session.model).toBe(before);
    expect(text.view().yaml).toContain("nome: x");
  });

  it("undo first puts aside what is not in the draft, then steps back; both come back", async () => {
    const { session, text, type, edit } = open();
    const typed = `# why\n${edit("18", "21")}`;
    await type(typed);
    text.type(`${typed}nonsense: [`);
    session.undo();
    expect(text.view()).toMatchObject({
      yaml: typed,
      state: "in_step",
      aside: `${typed}nonsense: [`,
    });
    session.undo();
    expect(session.text()).toMatchObject({ routes: [{ if: { value: 18 } }] });
    expect(text.view().yaml).toContain("value: 18");
    session.redo();
    expect(text.view().yaml).toBe(typed);
    text.bringBack();
    expect(text.view()).toMatchObject({
      yaml: `${typed}nonsense: [`,
      state: "reading",
      aside: null,
    });
  });

  it("follows the draft while nothing is being typed", () => {
    const { session, text } = open();
    session.perform({ kind: "rename_route", route: "rt_a", name: "Children" });
    expect(text.view()).toMatchObject({ state: "in_step" });
    expect(text.view().yaml).toContain("name: Children");
  });

  it("does not write over a change made elsewhere meanwhile: it asks", async () => {
    const { session, text, pass, reply, edit } = open();
    text.type(edit("18", "21"));
    session.perform({ kind: "rename_route", route: "rt_a", name: "Children" });
    pass();
    await reply(FINE);
    expect(text.view().state).toBe("overtaken");
    expect(session.text()).toMatchObject({ routes: [{ name: "Children", if: { value: 18 } }] });
    text.keepMine();
    await reply(FINE);
    expect(session.text()).toMatchObject({ routes: [{ name: "Minors", if: { value: 21 } }] });
    session.undo();
    expect(session.text()).toMatchObject({ routes: [{ name: "Children", if: { value: 18 } }] });
  });

  it("keeps a text that the server could not be asked about, and asks again", async () => {
    const { session, text, type, pass, reply, edit } = open();
    await type(edit("18", "21"), { kind: "failed" });
    expect(text.view().state).toBe("unreachable");
    expect(session.isSettled).toBe(false);
    pass();
    await reply(FINE);
    expect(session.text()).toMatchObject({ routes: [{ if: { value: 21 } }] });
    expect(text.view().state).toBe("in_step");
  });

  it("drops an answer about an older text", async () => {
    const { session, text, pass, asked, edit } = open();
    text.type(edit("18", "21"));
    pass();
    const older = asked.at(-1);
    text.type(edit("21", "25"));
    await older?.answer(FINE);
    expect(session.text()).toMatchObject({ routes: [{ if: { value: 18 } }] });
    pass();
    await asked.at(-1)?.answer(FINE);
    expect(session.text()).toMatchObject({ routes: [{ if: { value: 25 } }] });
  });

  it("gives a route typed without an id one, and the same again at the next change", async () => {
    const { session, text, type } = open();
    const added = "  - name: New\n    then: []\n";
    await type(text.view().yaml.replace("everything_else", `${added}everything_else`));
    const [, made] = session.model.routes;
    expect(made?.id).toMatch(/^rt_/);
    await type(text.view().yaml.replace("then: []", "then: [{ action: approve }]"));
    expect(session.model.routes[1]?.id).toBe(made?.id);
  });

  it("keeps a text while it is off the screen, and says so when it was overtaken there", () => {
    const { session, text, edit } = open();
    text.type(edit("18", "[18"));
    text.close();
    expect(session.view().held).toMatchObject({ putAside: null });
    session.perform({ kind: "rename_route", route: "rt_a", name: "Children" });
    session.undo();
    expect(session.model.routes[0]?.name).toBe("Minors");
    session.redo();
    text.open();
    expect(text.view().state).toBe("overtaken");
    expect(text.view().yaml).toContain("[18");
  });

  it("changes the workflow's name in the text as a step that can be undone", async () => {
    const { session, type, edit } = open();
    await type(edit("name: Onboarding", "name: Sign-up"));
    expect(session.text().name).toBe("Sign-up");
    session.undo();
    expect(session.text().name).toBe("Onboarding");
  });

  it("warns that comments are not saved", async () => {
    const { text, type, edit } = open();
    await type(edit("18", "21 # years"));
    expect(text.view().remarks).toMatchObject([{ severity: "warning", comment: true }]);
  });
});
