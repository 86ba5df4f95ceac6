// Changes of members, invitations, the links that let people in, and what a role sees.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, done } from "../client.ts";
import { everyPage } from "../every-page.ts";
import type { Role } from "../types.ts";
import { KEYS_KEY } from "./people.ts";

export const INVITATIONS_KEY = ["invitations"] as const;

const inPath = (id: string) => ({ params: { path: { id } } });

export const changeRole = ({ id, role }: { id: string; role: Role }) =>
  answer(api.PATCH("/v1/members/{id}", { ...inPath(id), body: { role } }));

export const removeMember = (id: string) => answer(api.DELETE("/v1/members/{id}", inPath(id)));

/** The API keys that end if the member gets this role; without one, if the member is removed. */
export const keysAtStakeQuery = (id: string, role?: Role) =>
  queryOptions({
    queryKey: [...KEYS_KEY, "at-stake", id, role ?? "removed"],
    queryFn: ({ signal }) => {
      const query = role === undefined ? {} : { role };
      return answer(api.GET("/v1/members/{id}/keys", { params: { path: { id }, query }, signal }));
    },
    // What is about to be confirmed is asked anew each time.
    gcTime: 0,
  });

export const endMemberSessions = (id: string) =>
  done(api.DELETE("/v1/members/{id}/sessions", inPath(id)));

export const createPasswordLink = (id: string) =>
  answer(api.POST("/v1/members/{id}/password_link", inPath(id)));

export const everyInvitationQuery = queryOptions({
  queryKey: INVITATIONS_KEY,
  queryFn: ({ signal }) =>
    everyPage((query) => answer(api.GET("/v1/invitations", { params: { query }, signal }))),
});

export const createInvitation = (body: { email: string; role: Role }) =>
  answer(api.POST("/v1/invitations", { body }));

export const revokeInvitation = (id: string) =>
  done(api.DELETE("/v1/invitations/{id}", inPath(id)));

export const workspaceQuery = queryOptions({
  queryKey: ["workspace"],
  queryFn: ({ signal }) => answer(api.GET("/v1/workspace", { signal })),
});

export const hideWorkflowsFrom = (roles: Role[]) =>
  answer(api.PATCH("/v1/workspace", { body: { workflows_hidden_from: roles } }));

// For who opens a link. The secret stays in this page's memory and goes with it.

export const invitationQuery = (secret: string) =>
  queryOptions({
    queryKey: ["invitation", secret],
    queryFn: () => answer(api.POST("/v1/invitations/look", { body: { secret } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const acceptInvitation = (body: { secret: string; name: string; password: string }) =>
  answer(api.POST("/v1/invitations/accept", { body }));

export const passwordLinkQuery = (secret: string) =>
  queryOptions({
    queryKey: ["password-link", secret],
    queryFn: () => answer(api.POST("/v1/new_password/look", { body: { secret } })),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const setNewPassword = (body: { secret: string; password: string }) =>
  answer(api.POST("/v1/new_password", { body }));
