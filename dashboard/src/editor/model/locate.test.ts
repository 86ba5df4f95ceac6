import { describe, expect, it } from "vitest";
import { countingIds } from "../testing/ids.ts";
import { locate } from "./locate.ts";
import { findNode, type JsonObject } from "./model.ts";
import { readDocument } from "./read.ts";

const age = { attribute: "age", operator: "less_than", value: 18 };
const model = readDocument(
  {
    routes: [
      {
        id: "rt_a",
        name: "A",
        if: { all: [age, { not: { any: [age, { not: age }] } }] },
        then: [],
      },
      { id: "rt_b", name: "B", if: age, then: [] },
      { id: "rt_c", name: "C", if: { not: age }, then: [] },
    ] satisfies JsonObject[],
    everything_else: [],
  },
  countingIds(),
);

/** The path of members from the top of the route to the node, for reading. */
function path(pointer: string): unknown {
  const place = locate(model, pointer);
  if (place.kind !== "condition") return place;
  const route = model.routes.find(({ id }) => id === place.route);
  const node = route && findNode(route.condition, place.node);
  return { route: place.route, kind: node?.kind, field: place.field };
}

describe("locate", () => {
  it.each([
    ["", { kind: "workflow" }],
    ["/name", { kind: "workflow" }],
    ["/routes", { kind: "workflow" }],
    ["/routes/9/name", { kind: "workflow" }],
    ["/everything_else/0/action", { kind: "everything_else" }],
    ["/routes/0", { kind: "route", route: "rt_a", field: null }],
    ["/routes/0/name", { kind: "route", route: "rt_a", field: "name" }],
    ["/routes/1/then/0", { kind: "route", route: "rt_b", field: "then" }],
    ["/routes/0/if", { kind: "route", route: "rt_a", field: "if" }],
    ["/routes/0/if/all", { kind: "route", route: "rt_a", field: "if" }],
    ["/routes/0/if/all/9", { kind: "route", route: "rt_a", field: "if" }],
    ["/routes/0/if/all/0", { route: "rt_a", kind: "condition", field: null }],
    ["/routes/0/if/all/0/value", { route: "rt_a", kind: "condition", field: "value" }],
    ["/routes/0/if/all/0/value/1", { route: "rt_a", kind: "condition", field: "value" }],
    ["/routes/0/if/all/1/not/any", { route: "rt_a", kind: "group", field: null }],
    [
      "/routes/0/if/all/1/not/any/0/operator",
      { route: "rt_a", kind: "condition", field: "operator" },
    ],
    [
      "/routes/0/if/all/1/not/any/1/not/value",
      { route: "rt_a", kind: "condition", field: "value" },
    ],
    ["/routes/1/if/attribute", { route: "rt_b", kind: "condition", field: "attribute" }],
    ["/routes/2/if/not/value", { route: "rt_c", kind: "condition", field: "value" }],
  ])("%s", (pointer, expected) => {
    expect(path(pointer)).toEqual(expected);
  });
});
