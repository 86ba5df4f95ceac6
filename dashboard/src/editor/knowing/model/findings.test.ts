import { describe, expect, it } from "vitest";
import { checkedOf, checkedRoute, finding, previewOf } from "../../testing/knowing.ts";
import { explain } from "../finding-words.ts";
import { EVERYTHING_ELSE } from "./counts.ts";
import { findingsByRoute, missingFindings } from "./findings.ts";

const routes = [
  { id: "rt_a", name: "Allowed" },
  { id: "rt_b", name: "Blocked" },
  { id: "rt_c", name: "Minors" },
];
const witness = { session: { ip_address: "198.51.100.7" } };

describe("findingsByRoute", () => {
  it("puts an overlap on both routes, each naming the other", () => {
    const found = findingsByRoute(
      checkedOf({ findings: [finding("overlap", { routes: ["rt_a", "rt_b"], witness })] }),
    );
    expect(found.get("rt_a")).toMatchObject([{ kind: "overlap", other: "rt_b", witness }]);
    expect(found.get("rt_b")).toMatchObject([{ kind: "overlap", other: "rt_a", witness }]);
  });

  it("puts what takes a route out of use before the rest", () => {
    const blocked = checkedRoute("rt_a", { reachable: "no", blocked_by: ["rt_b"] });
    const findings = [
      finding("overlap", { routes: ["rt_a", "rt_c"] }),
      finding("redundant"),
      finding("contradiction"),
    ];
    const found = findingsByRoute(checkedOf({ routes: [blocked], findings }));
    expect(found.get("rt_a")?.map(({ kind }) => kind)).toEqual([
      "never_matches",
      "contradiction",
      "redundant",
      "overlap",
    ]);
  });

  it("says nothing of what is reachable", () => {
    expect(findingsByRoute(checkedOf()).size).toBe(0);
  });
});

describe("explain", () => {
  const told = (blockedBy: string[]) => {
    const route = checkedRoute("rt_c", { reachable: "no", blocked_by: blockedBy });
    const [found] = findingsByRoute(checkedOf({ routes: [route] })).get("rt_c") ?? [];
    return found && explain(found, "rt_c", routes);
  };

  it("names the routes that block by where they stand", () => {
    expect(told(["rt_a"])).toBe("Never matches. Route 1 already takes everyone it would take.");
    expect(told(["rt_b", "rt_a"])).toBe(
      "Never matches. Routes 1 and 2 already take everyone it would take.",
    );
    expect(told([])).toBe("Never matches. Its conditions cannot hold for anybody.");
  });

  it("says which of two routes gets the overlap", () => {
    const found = findingsByRoute(
      checkedOf({ findings: [finding("overlap", { routes: ["rt_a", "rt_b"] })] }),
    );
    const [first] = found.get("rt_a") ?? [];
    const [second] = found.get("rt_b") ?? [];
    expect(first && explain(first, "rt_a", routes)).toMatch(
      /route 2, “Blocked”, too. They come here/,
    );
    expect(second && explain(second, "rt_b", routes)).toMatch(
      /route 1, “Allowed”, too. They go there/,
    );
  });

  it("says that nobody gets to Everything else", () => {
    const everything_else = {
      reachable: "no" as const,
      scope: "any_lists" as const,
      witness: null,
      because: null,
    };
    const [found] = findingsByRoute(checkedOf({ everything_else })).get(EVERYTHING_ELSE) ?? [];
    expect(found && explain(found, EVERYTHING_ELSE, routes)).toMatch(/^Nobody gets here/);
  });
});

describe("missingFindings", () => {
  const counted = { attribute: "liveness_check_score", outcome: "approve" as const, count: 812 };
  const age = { attribute: "age", outcome: "approve" as const, count: 900 };
  const proved = finding("missing_falls_through", { ...counted, count: 5, routes: [], witness });

  it("takes counts from the preview and examples from the check, the most people first", () => {
    const preview = previewOf({ missing_falls_through: [counted, age, { ...age, count: 0 }] });
    expect(missingFindings(preview, checkedOf({ findings: [proved] }))).toEqual([
      { ...age, witness: null },
      { ...counted, witness },
    ]);
  });

  it("falls back on what the check counted", () => {
    expect(missingFindings(null, checkedOf({ findings: [proved] }))).toEqual([
      { ...counted, count: 5, witness },
    ]);
    expect(missingFindings(null, null)).toEqual([]);
  });
});
