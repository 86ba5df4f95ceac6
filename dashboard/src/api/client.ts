// The one way to the server: typed by the contract, failing with ApiError only.
import createClient from "openapi-fetch";
import { ApiError, toApiError, unreachableError } from "./problem.ts";
import type { paths } from "./schema.gen.ts";

export const api = createClient<paths>({
  baseUrl: window.location.origin,
  // Looked up at each call, so that tests can put their own in place.
  fetch: (request) => globalThis.fetch(request),
});

type Call = Promise<{ data?: unknown; error?: unknown; response: Response }>;
type DataOf<C extends Call> = Exclude<Awaited<C>["data"], undefined>;

/** The answer's body. Throws ApiError for problem details and for a server out of reach. */
export async function answer<C extends Call>(call: C): Promise<DataOf<C>> {
  return (await settle(call)).data as DataOf<C>;
}

/** The answer's body with its `ETag`, ready for the next `If-Match`; empty if none was sent. */
export async function answerWithEtag<C extends Call>(
  call: C,
): Promise<{ data: DataOf<C>; etag: string; status: number }> {
  const { data, response } = await settle(call);
  return {
    data: data as DataOf<C>,
    etag: response.headers.get("etag") ?? "",
    status: response.status,
  };
}

/** For answers without a body. */
export async function done(call: Call): Promise<void> {
  await settle(call);
}

/** Quotes an etag of a body for the `If-Match` header; one that is quoted already stays. */
export function ifMatch(etag: string): string {
  return /^(W\/)?".*"$/.test(etag) ? etag : `"${etag}"`;
}

async function settle(call: Call): Promise<{ data?: unknown; response: Response }> {
  let result: Awaited<Call>;
  try {
    result = await call;
  } catch (error) {
    if (error instanceof ApiError) throw error;
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachableError();
  }
  if (!result.response.ok) throw toApiError(result.response.status, result.error);
  return result;
}
