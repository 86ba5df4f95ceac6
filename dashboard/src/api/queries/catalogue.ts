// What conditions, operators, events, actions and list types exist. Constant while the server runs.
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../client.ts";

export const catalogueQuery = queryOptions({
  queryKey: ["catalogue"],
  queryFn: ({ signal }) => answer(api.GET("/v1/catalogue", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});
