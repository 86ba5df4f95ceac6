// Which two texts are compared, and how they are looked at: all of it in the address.
export const VIEWS = ["words", "meaning", "people"] as const;
export type CompareViewName = (typeof VIEWS)[number];

/** The second side can be the open draft; the first is always something that others have seen. */
export type Side = number | "draft";

export interface Compare {
  readonly from: number;
  readonly to: Side;
  readonly view: CompareViewName;
}

/** What the address says, as far as it makes sense; else the newest text beside the one before it. */
export function readCompare(query: URLSearchParams, latest: number, hasDraft: boolean): Compare {
  const view = VIEWS.find((one) => one === query.get("view")) ?? "words";
  const asked = query.get("to");
  const to: Side =
    asked === "draft" && hasDraft ? "draft" : (version(asked, latest) ?? newest(latest, hasDraft));
  const from = version(query.get("from"), latest) ?? before(to, latest);
  return { from, to, view };
}

/** The address of another choice; a cell of the flow belongs to the sides and the view that it was opened in. */
export function writeCompare(query: URLSearchParams, next: Partial<Compare>): URLSearchParams {
  const after = new URLSearchParams(query);
  for (const key of ["cell", "flow", "cursor"]) after.delete(key);
  for (const [key, value] of Object.entries(next)) after.set(key, String(value));
  return after;
}

function version(text: string | null, latest: number): number | null {
  const number = /^[1-9]\d{0,8}$/.test(text ?? "") ? Number(text) : null;
  return number !== null && number <= latest ? number : null;
}

function newest(latest: number, hasDraft: boolean): Side {
  return hasDraft ? "draft" : latest;
}

function before(to: Side, latest: number): number {
  return to === "draft" ? latest : Math.max(1, to - 1);
}
