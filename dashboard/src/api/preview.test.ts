import { expect, it } from "vitest";
import { previewOf } from "@/editor/testing/knowing.ts";
import { answerCalls } from "@/testing/answers.ts";
import { askPreview } from "./preview.ts";
import type { PreviewRequest } from "./preview-types.ts";

const request = { document: { routes: [] } } as unknown as PreviewRequest;
const date = "Sun, 22 Nov 2026 10:00:30 GMT";
const counted = previewOf({ complete_to: "2026-11-22T10:00:00Z" });

function ask(answer: Response, onPart?: Parameters<typeof askPreview>[2]) {
  answerCalls({ "POST /v1/workflows/preview": answer });
  return askPreview(request, new AbortController().signal, onPart);
}

it("says how far history was behind by the clock of the server that answers", async () => {
  const whole = Response.json(counted, { headers: { date } });
  expect(await ask(whole)).toMatchObject({ behind_ms: 30_000 });
  const unread = Response.json({ ...counted, complete_to: null }, { headers: { date } });
  expect(await ask(unread)).not.toHaveProperty("behind_ms");
});

it("says it of parts, too", async () => {
  const lines = [{ considered: 612, of: 1000, partial: counted }, { done: counted }];
  const body = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  const headers = { date, "content-type": "application/x-ndjson" };
  const parts: unknown[] = [];
  const done = await ask(new Response(body, { headers }), (part) => parts.push(part));
  expect(parts).toMatchObject([{ considered: 612, of: 1000, partial: { behind_ms: 30_000 } }]);
  expect(done).toMatchObject({ behind_ms: 30_000 });
});
