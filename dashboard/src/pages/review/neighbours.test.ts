import { describe, expect, it } from "vitest";
import { afterDeciding, placeIn } from "./neighbours.ts";

const at = (second: number, id = `inq_${second}`) => ({
  id,
  created_at: `2026-11-22T10:42:0${second}Z`,
});
const queue = [at(1), at(3), at(5)];
const ids = ({ place, previous, next }: ReturnType<typeof placeIn>) => [
  place,
  previous?.id,
  next?.id,
];

describe("the place in the queue", () => {
  it.each([
    ["the first", at(1), [1, undefined, "inq_3"]],
    ["one in the middle", at(3), [2, "inq_1", "inq_5"]],
    ["the last", at(5), [3, "inq_3", undefined]],
    ["one that was decided meanwhile", at(4), [undefined, "inq_3", "inq_5"]],
    ["one from before the queue", at(0), [undefined, undefined, "inq_1"]],
    ["one from behind the queue", at(9), [undefined, "inq_5", undefined]],
    ["one of the same moment", at(3, "inq_4"), [undefined, "inq_3", "inq_5"]],
  ])("of %s", (_what, current, expected) => {
    expect(ids(placeIn(queue, current))).toEqual(expected);
  });

  it("is none in an empty queue", () => {
    expect(ids(placeIn([], at(3)))).toEqual([undefined, undefined, undefined]);
  });
});

describe("after a decision", () => {
  it.each([
    ["the next one opens", at(1), "inq_3"],
    ["the first opens when the last is decided", at(5), "inq_1"],
    ["the next one opens when a colleague was faster", at(4), "inq_5"],
  ])("%s", (_what, current, expected) => {
    expect(afterDeciding(queue, current)?.id).toBe(expected);
  });

  it("nothing opens when it was the only one", () => {
    expect(afterDeciding([at(1)], at(1))).toBeUndefined();
    expect(afterDeciding([], at(1))).toBeUndefined();
  });
});
