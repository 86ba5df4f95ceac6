import { describe, expect, it } from "vitest";
import type { Draft, WorkflowDocument } from "@/api/types.ts";
import { undoStep } from "../model/history.ts";
import type { JsonObject } from "../model/model.ts";
import { countingIds } from "../testing/ids.ts";
import { DraftSession, type LookAnswer, type PutAnswer } from "./DraftSession.ts";

const route = (id: string, name: string): JsonObject => ({
  id,
  name,
  if: { all: [{ attribute: "age", operator: "less_than", value: 18 }] },
  then: [{ action: "decline" }],
});

function draft(routes: readonly JsonObject[], etag: string, more: Partial<Draft> = {}): Draft {
  const document = { format: 1, name: "Onboarding", event: "e", routes, everything_else: [] };
  return {
    document: document as unknown as WorkflowDocument,
    etag,
    updated_at: `2026-11-22T10:42:0${etag.slice(1)}Z`,
    updated_by: { type: "member", id: "mbr_2", name: "Noor" },
    base_version: null,
    diagnostics: [],
    invariants: [],
    explanation: { routes: [], everything_else: { sentence: "Otherwise, do nothing." } },
    readable: true,
    ...more,
  };
}

/** A server whose answers come when the test says so. */
function open(start: Draft) {
  const puts: { text: JsonObject; etag: string | null; answer: (answer: PutAnswer) => void }[] = [];
  const looks: ((answer: LookAnswer) => void)[] = [];
  const waits: (() => void)[] = [];
  const session = new DraftSession(
    start,
    {
      put: (text, etag) => new Promise((answer) => puts.push({ text, etag, answer })),
      look: () => new Promise((answer) => looks.push(answer)),
      wait: (_, then) => waits.push(then),
    },
    countingIds(),
  );
  return { session, puts, looks, waits };
}

const A = route("rt_a", "A");
const B = route("rt_b", "B");
const rename = (name: string) => ({ kind: "rename_route", route: "rt_a", name }) as const;
const settle = () => Promise.resolve().then(() => undefined);

describe("DraftSession", () => {
  it("saves an edit and pins the answer to routes, not to positions", async () => {
    const { session, puts } = open(draft([A, B], "e0"));
    session.perform(rename("Minors"));
    session.perform({ kind: "move_route", route: "rt_a", to: 1 });
    const diagnostics = [
      { severity: "error", pointer: "/routes/0/name", code: "c", message: "m" } as const,
    ];
    puts[0]?.answer({ kind: "kept", draft: draft([A, B], "e1", { diagnostics }) });
    await settle();
    expect(session.view().remarks.all[0]?.place).toEqual({
      kind: "route",
      route: "rt_a",
      field: "name",
    });
    expect(puts).toHaveLength(2);
    expect(puts[1]?.etag).toBe("e1");
    expect(puts[1]?.text).toMatchObject({ routes: [{ name: "B" }, { name: "Minors" }] });
  });

  it("undo is saved like any other change", () => {
    const { session, puts } = open(draft([A], "e0"));
    session.perform(rename("Minors"));
    session.undo();
    expect(session.view().saving).toMatchObject({
      kind: "saving",
      newer: puts[0] && { name: "Onboarding" },
    });
    expect(session.model.routes[0]?.name).toBe("A");
  });

  async function conflict() {
    const opened = open(draft([A], "e0"));
    opened.session.perform(rename("Mine"));
    opened.puts[0]?.answer({ kind: "stale" });
    await settle();
    opened.looks[0]?.({ kind: "found", draft: draft([route("rt_a", "Theirs")], "e5") });
    await settle();
    expect(opened.session.view().saving.kind).toBe("conflict");
    return opened;
  }

  it("use theirs: shows their text, keeps mine one undo away, and that undo is saved on theirs", async () => {
    const { session, puts } = await conflict();
    session.takeTheirs();
    expect(session.model.routes[0]?.name).toBe("Theirs");
    expect(session.isSettled).toBe(true);
    session.undo();
    expect(session.model.routes[0]?.name).toBe("Mine");
    expect(puts[1]?.etag).toBe("e5");
  });

  it("keep mine: writes over what was shown, and keeps theirs one undo away", async () => {
    const { session, puts } = await conflict();
    session.keepMine();
    expect(puts[1]?.etag).toBe("e5");
    expect(puts[1]?.text).toMatchObject({ routes: [{ name: "Mine" }] });
    session.undo();
    expect(session.model.routes[0]?.name).toBe("Theirs");
  });

  it("takes over a newer text as a step while nothing here is unsaved, and not otherwise", () => {
    const { session } = open(draft([A], "e0"));
    session.adoptNewer(draft([B], "e3"));
    expect(session.model.routes.map(({ id }) => id)).toEqual(["rt_b"]);
    expect(session.view().changedBy).toBe("Noor");
    expect(undoStep(session.view().history)?.operation.kind).toBe("replace_all");
    session.adoptNewer(draft([A], "e1"));
    expect(session.model.routes.map(({ id }) => id)).toEqual(["rt_b"]);
    session.undo();
    session.adoptNewer(draft([], "e9"));
    expect(session.model.routes.map(({ id }) => id)).toEqual(["rt_a"]);
  });

  it("a renamed workflow is no step, and undo never brings the old name back", () => {
    const { session, puts } = open(draft([A], "e0"));
    const renamed = draft([A], "e2");
    renamed.document.name = "Sign-up";
    session.adoptNewer(renamed);
    expect(undoStep(session.view().history)).toBeNull();
    expect(session.view().changedBy).toBeNull();
    session.perform(rename("Minors"));
    expect(puts[0]).toMatchObject({ etag: "e2", text: { name: "Sign-up" } });
  });

  it("tries again by itself after the server did not answer", async () => {
    const { session, puts, waits } = open(draft([A], "e0"));
    session.perform(rename("Minors"));
    puts[0]?.answer({ kind: "failed" });
    await settle();
    expect(session.view().saving.kind).toBe("waiting");
    waits[0]?.();
    expect(puts).toHaveLength(2);
    puts[1]?.answer({ kind: "kept", draft: draft([A], "e1") });
    await settle();
    expect(session.isSettled).toBe(true);
  });
});
