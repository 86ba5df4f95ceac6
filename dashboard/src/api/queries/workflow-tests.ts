// Tests of a workflow: what is expected to become of one inquiry.
import { queryOptions } from "@tanstack/react-query";
import { answer, api, done } from "../client.ts";
import type { NewWorkflowTest, TestExpectation } from "../types.ts";
import { WORKFLOWS_KEY } from "./workflows.ts";

export const testsKey = (id: string) => [...WORKFLOWS_KEY, "tests", id] as const;

/** What becomes of all tests with this text of the draft. */
export const testRunQuery = (id: string, etag: string) =>
  queryOptions({
    queryKey: [...testsKey(id), "run", etag],
    queryFn: ({ signal }) =>
      answer(api.POST("/v1/workflows/{id}/tests/run", { params: { path: { id } }, signal })),
    staleTime: 0,
  });

/** What can be kept besides. */
export const offeredTestsQuery = (id: string, etag: string) =>
  queryOptions({
    queryKey: [...testsKey(id), "offered", etag],
    queryFn: ({ signal }) =>
      answer(api.POST("/v1/workflows/{id}/tests/offer", { params: { path: { id } }, signal })),
    staleTime: 0,
  });

export const keepTests = (id: string, tests: NewWorkflowTest[]) =>
  answer(api.POST("/v1/workflows/{id}/tests", { params: { path: { id } }, body: { tests } }));

export const expectOfTest = (id: string, test: string, expect: TestExpectation) =>
  answer(
    api.PATCH("/v1/workflows/{id}/tests/{test}", {
      params: { path: { id, test } },
      body: { expect },
    }),
  );

export const removeTest = (id: string, test: string) =>
  done(api.DELETE("/v1/workflows/{id}/tests/{test}", { params: { path: { id, test } } }));
