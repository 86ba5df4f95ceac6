// Asks what a text would have done with past inquiries. Not through the typed client: a long preview comes in parts.
import { readChecked } from "./checked.ts";
import { answer, api } from "./client.ts";
import type {
  Checked,
  Compared,
  Disagreements,
  Preview,
  PreviewInquiriesRequest,
  PreviewLens,
  PreviewLensRequest,
  PreviewLine,
  PreviewRequest,
} from "./preview-types.ts";
import { toApiError, unreachableError } from "./problem.ts";
import type { WorkflowDocument } from "./types.ts";

const IN_PARTS = "application/x-ndjson";

/** How far a preview has come that takes longer. */
type PreviewPart = Omit<Extract<PreviewLine, { partial: unknown }>, "partial"> & {
  partial: Preview;
};

/** Closing the connection is what cancels it at the server, so `signal` must be aborted once nobody waits. */
export async function askPreview(
  request: PreviewRequest,
  signal: AbortSignal,
  onPart: (part: PreviewPart) => void = () => {},
): Promise<Preview> {
  const response = await post(
    "/v1/workflows/preview",
    request,
    signal,
    `${IN_PARTS}, ${JSON_BODY}`,
  );
  const isInParts = response.headers.get("content-type")?.startsWith(IN_PARTS);
  const answeredAt = Date.parse(response.headers.get("date") ?? "") || Date.now();
  if (!isInParts || response.body === null) return withLag(await response.json(), answeredAt);
  for await (const line of linesOf(response.body)) {
    const read = JSON.parse(line) as PreviewLine;
    if ("done" in read) return withLag(read.done, answeredAt);
    if ("error" in read) throw toApiError(read.error.status, read.error);
    onPart({ ...read, partial: withLag(read.partial, answeredAt) });
  }
  throw unreachableError();
}

function withLag(preview: Preview, answeredAt: number): Preview {
  const { complete_to } = preview;
  return complete_to === null
    ? preview
    : { ...preview, behind_ms: answeredAt - Date.parse(complete_to) };
}

export function askInquiries(body: PreviewInquiriesRequest, signal: AbortSignal) {
  return answer(api.POST("/v1/workflows/preview/inquiries", { body, signal }));
}

export function askLens(body: PreviewLensRequest, signal: AbortSignal): Promise<PreviewLens> {
  return answer(api.POST("/v1/workflows/preview/lens", { body, signal }));
}

/** For whom a text decides differently than a version of the workflow. */
export function askCompare(
  document: WorkflowDocument,
  baseline: { workflow: string; version?: number },
  signal: AbortSignal,
): Promise<Compared> {
  return answer(api.POST("/v1/workflows/compare", { body: { document, baseline }, signal }));
}

/** Whether a text and what runs beside it can settle one inquiry differently. */
export function askDisagreements(
  document: WorkflowDocument,
  workflow: string,
  signal: AbortSignal,
): Promise<Disagreements> {
  return answer(api.POST("/v1/workflows/disagreements", { body: { document, workflow }, signal }));
}

export async function askCheck(document: WorkflowDocument, signal: AbortSignal): Promise<Checked> {
  const found = await answer(api.POST("/v1/workflows/check", { body: { document }, signal }));
  return readChecked(found);
}

const JSON_BODY = "application/json";

async function post(
  path: string,
  body: unknown,
  signal: AbortSignal,
  accept: string = JSON_BODY,
): Promise<Response> {
  const request = new Request(new URL(path, window.location.origin), {
    method: "POST",
    headers: { "content-type": JSON_BODY, accept },
    body: JSON.stringify(body),
    signal,
  });
  let response: Response;
  try {
    response = await globalThis.fetch(request);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachableError();
  }
  if (response.ok) return response;
  throw toApiError(response.status, await response.json().catch(() => null));
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string>)
    .getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    for (const line of lines) if (line.trim() !== "") yield line;
    if (done) return;
  }
}
