import { describe, expect, it } from "vitest";
import { outcomes } from "../../testing/knowing.ts";
import {
  isFlat,
  nearest,
  placeOf,
  pointAt,
  scaleOf,
  stackedAreas,
  stepFrom,
  valueAt,
} from "./lens.ts";

const points = [10, 20, 40, 70].map((value) => ({
  value,
  outcomes: outcomes({ approve: 100 - value, decline: value }),
  changed: Math.abs(value - 40),
}));

describe("stepFrom", () => {
  it.each([
    [20, 1, 40],
    [20, -1, 10],
    [10, -1, 10],
    [70, 1, 70],
    [20, 10, 70],
    [70, -10, 10],
    // Between two cut points the next one is the next one.
    [30, 1, 40],
    [30, -1, 20],
    [5, 1, 10],
    [90, -1, 70],
  ])("from %d by %d to %d", (value, steps, to) => {
    expect(stepFrom(points, value, steps)).toBe(to);
  });

  it("stays where there are no points", () => {
    expect(stepFrom([], 5, 1)).toBe(5);
    expect(nearest([], 5)).toBe(5);
  });
});

describe("places", () => {
  it("go from the first point to the last, or to the value where that lies beyond", () => {
    expect(scaleOf(points, 40)).toEqual({ low: 10, high: 70 });
    expect(scaleOf(points, 90)).toEqual({ low: 10, high: 90 });
    expect(placeOf({ low: 10, high: 70 }, 40)).toBe(0.5);
    expect(valueAt({ low: 10, high: 70 }, 0.5)).toBe(40);
    expect(valueAt({ low: 10, high: 70 }, 7)).toBe(70);
    const [only] = points;
    expect(scaleOf(only ? [only] : [], 10)).toEqual({ low: 9, high: 11 });
  });

  it("find the nearest cut point and the exact one", () => {
    expect(nearest(points, 31)).toBe(40);
    expect(nearest(points, 29)).toBe(20);
    expect(pointAt(points, 40)?.changed).toBe(0);
    expect(pointAt(points, 41)).toBeNull();
  });
});

describe("stackedAreas", () => {
  it("draws what occurs, bottom up, and fills the box", () => {
    const areas = stackedAreas(points, { low: 10, high: 70 }, [60, 100]);
    expect(areas.map(({ outcome }) => outcome)).toEqual(["approve", "decline"]);
    expect(areas[0]?.path).toBe("M0 10L10 20L30 40L60 70L60 100L30 100L10 100L0 100Z");
    expect(areas[1]?.path).toBe("M0 0L10 0L30 0L60 0L60 70L30 40L10 20L0 10Z");
  });

  it("is flat where no value makes a difference", () => {
    const lens = { attribute: "age", operator: "less_than", value: 10, considered: 100, points };
    expect(isFlat(lens)).toBe(false);
    expect(isFlat({ ...lens, points: points.slice(0, 1) })).toBe(true);
  });
});
