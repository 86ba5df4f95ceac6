/** Ids for routes that were typed without one: those they have in the draft already, so that ids stay what they are. */
import type { IdSource } from "../model/ids.ts";
import type { JsonObject, JsonValue, WorkflowModel } from "../model/model.ts";
import { isJsonObject } from "../model/read.ts";

export function withRouteIds(
  document: JsonObject,
  draft: WorkflowModel,
  ids: IdSource,
): JsonObject {
  const { routes } = document;
  if (!Array.isArray(routes) || routes.every((route) => !lacksId(route))) return document;
  const written = new Set(routes.map((route) => (isJsonObject(route) ? route.id : undefined)));
  const free = new Map(
    draft.routes.filter(({ id }) => !written.has(id)).map((route) => [route.id, route.name]),
  );
  const take = (id: string | undefined): string | null =>
    id !== undefined && free.delete(id) ? id : null;
  // The same name first, wherever it stands now; then the same place; then a new one.
  const byName = routes.map((route) =>
    lacksId(route) ? take([...free].find(([, name]) => name === route.name)?.[0]) : null,
  );
  const given = routes.map((route: JsonValue, index): JsonValue => {
    if (!lacksId(route)) return route;
    const id = byName[index] ?? take(draft.routes[index]?.id) ?? ids.routeId();
    return { id, ...route };
  });
  return { ...document, routes: given };
}

function lacksId(route: JsonValue | undefined): route is JsonObject {
  return isJsonObject(route) && !("id" in route);
}
