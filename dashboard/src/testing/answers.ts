// Answers to calls, for component tests: fixtures in place of a server, and what was asked of it.
import { vi } from "vitest";

type Asked = { call: string; url: string; body: unknown; headers: Headers };

/** Keys are `GET /v1/inquiries/inq_1`, without the query; a function makes the answer from the call. Other calls answer 404. */
export function answerCalls(answers: Record<string, unknown>): Asked[] {
  const asked: Asked[] = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input) => {
    const request = input as Request;
    const call = `${request.method} ${new URL(request.url).pathname}`;
    const text = await request.text();
    asked.push({
      call,
      url: request.url,
      body: text === "" ? undefined : JSON.parse(text),
      headers: request.headers,
    });
    const answer = answers[call];
    const found = typeof answer === "function" ? answer(asked.at(-1)) : answer;
    if (found instanceof Response) return found.clone();
    if (found === undefined) return problemAnswer(404, "not_found", `no \`${call}\` in this test`);
    return Response.json(found);
  });
  return asked;
}

export function problemAnswer(status: number, code: string, detail: string): Response {
  const problem = {
    type: `https://pointsman.dev/problems/${code}`,
    title: code.replaceAll("_", " "),
    status,
    detail,
    code,
    errors: [],
  };
  return Response.json(problem, {
    status,
    headers: { "content-type": "application/problem+json" },
  });
}
