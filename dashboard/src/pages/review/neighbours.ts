// Where an inquiry stands in the queue and what is before and after it, also once it has left the queue.
import type { Inquiry } from "@/api/types.ts";

type Placed = Pick<Inquiry, "id" | "created_at">;

export type Place<T> = {
  /** From 1; `undefined` when the inquiry is not in the queue. */
  place: number | undefined;
  previous: T | undefined;
  next: T | undefined;
};

export function placeIn<T extends Placed>(queue: readonly T[], current: Placed): Place<T> {
  const index = queue.findIndex(({ id }) => id === current.id);
  if (index >= 0) {
    return { place: index + 1, previous: queue[index - 1], next: queue[index + 1] };
  }
  const behind = queue.findIndex((other) => isBefore(current, other));
  const next = behind < 0 ? queue.length : behind;
  return { place: undefined, previous: queue[next - 1], next: queue[next] };
}

/** What opens after a decision: the next one, or from the end of the queue the first that was left out. */
export function afterDeciding<T extends Placed>(
  queue: readonly T[],
  current: Placed,
): T | undefined {
  return placeIn(queue, current).next ?? queue.find(({ id }) => id !== current.id);
}

function isBefore(one: Placed, other: Placed): boolean {
  const [a, b] = [Date.parse(one.created_at), Date.parse(other.created_at)];
  return a === b ? one.id < other.id : a < b;
}
