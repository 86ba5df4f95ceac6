// The signed-in person's own sessions and password.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, done } from "../client.ts";

export const SESSIONS_KEY = ["sessions"] as const;

export const sessionsQuery = queryOptions({
  queryKey: SESSIONS_KEY,
  queryFn: ({ signal }) => answer(api.GET("/v1/sessions", { signal })),
});

export const endSession = (id: string) =>
  done(api.DELETE("/v1/sessions/{id}", { params: { path: { id } } }));

export const endOtherSessions = () => done(api.DELETE("/v1/sessions"));

export const changePassword = (body: { present: string; new: string }) =>
  done(api.POST("/v1/session/password", { body }));
