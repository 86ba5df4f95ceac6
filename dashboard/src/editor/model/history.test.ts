import { describe, expect, it } from "vitest";
import { countingIds } from "../testing/ids.ts";
import { allNodes, dice, freeze, randomDocument, randomOperation } from "../testing/random.ts";
import {
  type EditHistory,
  perform,
  redo,
  redoStep,
  seal,
  startHistory,
  undo,
  undoStep,
} from "./history.ts";
import type { WorkflowModel } from "./model.ts";
import { readDocument } from "./read.ts";
import { writeDocument } from "./write.ts";

const SEEDS = Array.from({ length: 150 }, (_, seed) => seed);

function start(seed: number): EditHistory {
  return startHistory(freeze(readDocument(randomDocument(dice(seed)), countingIds())));
}

function edit(seed: number, operations: number): { history: EditHistory; texts: WorkflowModel[] } {
  const roll = dice(seed + 1_000);
  let history = start(seed);
  const texts = [history.present];
  for (let serial = 0; serial < operations; serial += 1) {
    const next = seal(perform(history, randomOperation(roll, history.present, serial)));
    freeze(next.present);
    if (next.present !== history.present) texts.push(next.present);
    history = next;
  }
  return { history, texts };
}

describe("random edits", () => {
  it.each(SEEDS)("undo takes back every step and redo brings it again, seed %i", (seed) => {
    const { history, texts } = edit(seed, 40);
    expect(history.past).toHaveLength(texts.length - 1);
    let back = history;
    for (const text of texts.slice(0, -1).reverse()) {
      back = undo(back);
      expect(back.present).toEqual(text);
    }
    expect(undo(back)).toBe(back);
    for (const text of texts.slice(1)) {
      back = redo(back);
      expect(back.present).toEqual(text);
    }
    expect(redo(back)).toBe(back);
  });

  it.each(SEEDS)("always leaves a text that survives the way to the server, seed %i", (seed) => {
    const { history } = edit(seed, 40);
    const document = writeDocument(history.present);
    expect(writeDocument(readDocument(document, countingIds()))).toEqual(document);
  });

  it.each(SEEDS)("never gives two things one key or two routes one id, seed %i", (seed) => {
    const { history } = edit(seed, 40);
    const ids = history.present.routes.map(({ id }) => id);
    const keys = history.present.routes
      .flatMap(({ condition }) => allNodes(condition))
      .map(({ key }) => key);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe("steps", () => {
  const blank = startHistory(readDocument({ routes: [], everything_else: [] }, countingIds()));
  const add = { kind: "add_route", id: "rt_x", name: "Minors", rootKey: "root" } as const;
  const rename = (name: string) => ({ kind: "rename_route", route: "rt_x", name }) as const;

  it("joins typing in one field into one step, named by the route before it", () => {
    let history = perform(blank, add);
    history = perform(history, rename("Mi"));
    history = perform(history, rename("Min"));
    expect(history.past).toHaveLength(2);
    expect(undoStep(history)).toMatchObject({
      routeName: "Minors",
      operation: { kind: "rename_route" },
    });
    expect(undo(history).present.routes[0]?.name).toBe("Minors");
  });

  it("starts a new step after the field was left", () => {
    let history = perform(perform(blank, add), rename("Mi"));
    history = perform(seal(history), rename("Min"));
    expect(undo(history).present.routes[0]?.name).toBe("Mi");
  });

  it("forgets what could be redone once something new is done", () => {
    const history = undo(perform(blank, add));
    expect(redoStep(history)).not.toBeNull();
    expect(redoStep(perform(history, { ...add, id: "rt_y" }))).toBeNull();
  });

  it("records nothing when nothing changes", () => {
    const history = perform(blank, add);
    expect(perform(history, rename("Minors"))).toBe(history);
    expect(perform(history, { kind: "move_route", route: "rt_x", to: 9 })).toBe(history);
    expect(perform(history, { kind: "delete_route", route: "rt_gone" })).toBe(history);
  });

  it("brings a deleted route back where it stood, with its conditions", () => {
    let history = perform(perform(blank, add), { ...add, id: "rt_y", rootKey: "root2" });
    const before = history.present;
    history = perform(history, { kind: "delete_route", route: "rt_x" });
    expect(history.present.routes.map(({ id }) => id)).toEqual(["rt_y"]);
    expect(undo(history).present).toBe(before);
  });
});
