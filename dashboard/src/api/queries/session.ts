// Who is signed in, and what that person may do.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, done } from "../client.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => answer(api.GET("/v1/session", { signal })),
  staleTime: 60_000,
});

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => answer(api.GET("/v1/setup", { signal })),
  staleTime: 0,
});

export const signIn = (body: { email: string; password: string }) =>
  answer(api.POST("/v1/session", { body }));

export const signOut = () => done(api.DELETE("/v1/session"));

export const createFirstAdministrator = (body: {
  code: string;
  email: string;
  name: string;
  password: string;
}) => answer(api.POST("/v1/setup", { body }));
