// What a list's page shows, as the URL says it.
export const LIST_VIEWS = ["items", "history", "imports"] as const;
export type ListView = (typeof LIST_VIEWS)[number];

export const ITEM_STATES = ["present", "removed", "all"] as const;
export type ItemState = (typeof ITEM_STATES)[number];

/** Of the items: those now on the list and the like, or what the list held at a revision. */
export type ItemChoice = { state: ItemState } | { revision: number };

export function listViewOf(query: URLSearchParams): ListView {
  return LIST_VIEWS.find((view) => view === query.get("view")) ?? "items";
}

export function itemChoiceOf(query: URLSearchParams, latest: number): ItemChoice {
  const asked = query.get("revision");
  const revision = asked === null || !/^\d{1,15}$/.test(asked) ? undefined : Number(asked);
  // A revision that is still to come is nobody's link; show what there is.
  if (revision !== undefined && revision <= latest) return { revision };
  return { state: ITEM_STATES.find((state) => state === query.get("state")) ?? "present" };
}

/** The same page with another choice, from its first page on. */
export function withChoice(query: URLSearchParams, choice: ItemChoice): URLSearchParams {
  const changed = new URLSearchParams(query);
  for (const key of ["state", "revision", "cursor"]) changed.delete(key);
  if ("revision" in choice) changed.set("revision", String(choice.revision));
  else if (choice.state !== "present") changed.set("state", choice.state);
  return changed;
}
