// What needs someone, and how decisions flow: the first page, and what the workflows did.
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../client.ts";

const REFRESH_MS = 60_000;

export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: ({ signal }) => answer(api.GET("/v1/overview", { signal })),
  refetchInterval: REFRESH_MS,
});
