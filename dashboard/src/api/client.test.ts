import type { QueryClient } from "@tanstack/react-query";
import { afterEach, describe, expect, it, vi } from "vitest";
import { answerCalls, problemAnswer } from "@/testing/answers.ts";
import { answer, answerWithEtag, api, done, ifMatch } from "./client.ts";
import { sessionQuery } from "./queries/session.ts";
import { createQueryClient, whenSignedOut } from "./query-client.ts";

const SETUP = "GET /v1/setup";

describe("answer", () => {
  it("gives the body", async () => {
    answerCalls({ [SETUP]: { state: "ready" } });
    expect(await answer(api.GET("/v1/setup"))).toEqual({ state: "ready" });
  });

  it("throws the problem that the server describes", async () => {
    answerCalls({ [SETUP]: problemAnswer(409, "already_set_up", "someone was first") });
    await expect(answer(api.GET("/v1/setup"))).rejects.toMatchObject({
      name: "ApiError",
      status: 409,
      code: "already_set_up",
      detail: "someone was first",
    });
  });

  it("says so when the server is out of reach", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
    await expect(answer(api.GET("/v1/setup"))).rejects.toMatchObject({
      status: 0,
      code: "unreachable",
    });
  });

  it("lets an abort be an abort", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new DOMException("", "AbortError"));
    await expect(answer(api.GET("/v1/setup"))).rejects.toMatchObject({ name: "AbortError" });
  });

  it("needs no body where there is none", async () => {
    answerCalls({ "DELETE /v1/session": new Response(null, { status: 204 }) });
    await expect(done(api.DELETE("/v1/session"))).resolves.toBeUndefined();
  });
});

describe("etags", () => {
  it("come with the answer", async () => {
    answerCalls({ [SETUP]: Response.json({ state: "ready" }, { headers: { etag: '"abc"' } }) });
    expect(await answerWithEtag(api.GET("/v1/setup"))).toEqual({
      data: { state: "ready" },
      etag: '"abc"',
      status: 200,
    });
  });

  it.each([
    ["abc", '"abc"'],
    ['"abc"', '"abc"'],
    ['W/"abc"', 'W/"abc"'],
  ])("are quoted once: %s", (etag, header) => expect(ifMatch(etag)).toBe(header));
});

describe("a session that is over", () => {
  afterEach(() => whenSignedOut(() => {}));
  const over = problemAnswer(401, "session_expired", "sign in again");

  it("is noticed whichever call finds out", async () => {
    const noticed = vi.fn();
    whenSignedOut(noticed);
    answerCalls({ [SETUP]: over });
    const queries: QueryClient = createQueryClient();
    const call = { queryKey: ["any"], queryFn: () => answer(api.GET("/v1/setup")) };
    await expect(queries.fetchQuery(call)).rejects.toMatchObject({ status: 401 });
    expect(noticed).toHaveBeenCalledOnce();
  });

  it("is no interruption when the question was who is signed in", async () => {
    const noticed = vi.fn();
    whenSignedOut(noticed);
    answerCalls({ "GET /v1/session": over });
    await expect(createQueryClient().fetchQuery(sessionQuery)).rejects.toMatchObject({
      status: 401,
    });
    expect(noticed).not.toHaveBeenCalled();
  });
});
