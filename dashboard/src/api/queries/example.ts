// The example workspace: whether it is there, making it, removing it.
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "../client.ts";

/** How often its progress is asked for while it is made or removed, in milliseconds. */
const ASK_AGAIN = 700;

export const exampleQuery = queryOptions({
  queryKey: ["example"],
  queryFn: ({ signal }) => answer(api.GET("/v1/example", { signal })),
  refetchInterval: ({ state }) => (isUnderWay(state.data?.state) ? ASK_AGAIN : false),
});

export const isUnderWay = (state: string | undefined) => state === "making" || state === "removing";

export const makeExample = () => answer(api.POST("/v1/example"));
export const removeExample = () => answer(api.DELETE("/v1/example"));
