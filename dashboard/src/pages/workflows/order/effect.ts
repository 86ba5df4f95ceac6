// What a new order means: which running workflows would decide before which others.
import type { Workflow } from "@/api/types.ts";

export type Ordered = Pick<Workflow, "id" | "name" | "event" | "running">;

/** One workflow against those that it would now precede, or follow. */
export interface Turn {
  readonly workflow: string;
  readonly side: "before" | "after";
  readonly others: readonly string[];
}

export function moved(ids: readonly string[], id: string, to: number): readonly string[] {
  const from = ids.indexOf(id);
  const target = Math.max(0, Math.min(to, ids.length - 1));
  if (from < 0 || from === target) return ids;
  return ids.toSpliced(from, 1).toSpliced(target, 0, id);
}

/**
 * Every pair of running workflows on one event whose order changes, told in as few sentences as possible; names, in
 * the new order. Empty: nothing changes for now.
 */
export function turnsOf(
  before: readonly string[],
  after: readonly string[],
  workflows: readonly Ordered[],
): Turn[] {
  const known = new Map(workflows.map((workflow) => [workflow.id, workflow]));
  const running = after
    .map((id) => known.get(id))
    .filter((one): one is Ordered => one !== undefined && one.running !== null);
  const pairs = running.flatMap((first, index) =>
    running
      .slice(index + 1)
      .filter((second) => second.event === first.event)
      .filter((second) => before.indexOf(second.id) < before.indexOf(first.id))
      .map((second) => ({ first: first.name, second: second.name })),
  );
  const leaders = grouped(pairs.map(({ first, second }) => [first, second]));
  const followers = grouped(pairs.map(({ first, second }) => [second, first]));
  return leaders.size <= followers.size ? told(leaders, "before") : told(followers, "after");
}

function grouped(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [one, other] of pairs) groups.set(one, [...(groups.get(one) ?? []), other]);
  return groups;
}

function told(groups: ReadonlyMap<string, string[]>, side: Turn["side"]): Turn[] {
  return [...groups].map(([workflow, others]) => ({ workflow, side, others }));
}
