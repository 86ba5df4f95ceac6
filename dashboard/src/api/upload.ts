// Uploads a CSV file into a list. Not fetch: only XMLHttpRequest says how much has been sent.
import { toApiError, unreachableError } from "./problem.ts";
import type { Import } from "./types.ts";

type Upload = {
  list: string;
  importId: string;
  /** Whether the file of an import that broke off is sent again. */
  resumes: boolean;
  file: Blob;
  onSent: (bytes: number) => void;
  signal: AbortSignal;
};

/** Resolves with the final report. Throws ApiError; an abort is a `DOMException` named AbortError. */
export function uploadCsv({
  list,
  importId,
  resumes,
  file,
  onSent,
  signal,
}: Upload): Promise<Import> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const address = `/v1/lists/${encodeURIComponent(list)}`;
    request.open("POST", resumes ? `${address}/imports/${importId}/resume` : `${address}/import`);
    request.setRequestHeader("Content-Type", "text/csv");
    if (!resumes) request.setRequestHeader("Pointsman-Import-Id", importId);
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded }) => onSent(loaded));
    request.addEventListener("load", () => {
      const { status, response } = request;
      if (status >= 200 && status < 300) resolve(response as Import);
      else reject(toApiError(status, response));
    });
    request.addEventListener("error", () => reject(unreachableError()));
    request.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}
