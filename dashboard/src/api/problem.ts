// What went wrong with a call, in the server's own words (RFC 9457), as one error type.
import { strings } from "@/strings/index.ts";
import type { Problem, ProblemField } from "./types.ts";

/** Shown when the server answered without problem details, or not at all. `status` is 0 then. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly fields: readonly ProblemField[];

  constructor(problem: {
    status: number;
    code: string;
    title: string;
    detail: string;
    fields?: readonly ProblemField[];
  }) {
    super(problem.detail || problem.title);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.fields = problem.fields ?? [];
  }

  /** True when the session is missing or over, not when a password was wrong. */
  get isSignedOut(): boolean {
    return this.status === 401 && this.code !== "wrong_credentials";
  }
}

/** Reads problem details; anything else in the body becomes a plain sentence with the status. */
export function toApiError(status: number, body: unknown): ApiError {
  if (isProblem(body)) {
    return new ApiError({
      status,
      code: body.code,
      title: body.title,
      detail: body.detail,
      fields: body.errors,
    });
  }
  return new ApiError({
    status,
    code: "unexpected_answer",
    title: strings.problem.unexpectedTitle,
    detail: strings.problem.unexpectedDetail(status),
  });
}

export function unreachableError(): ApiError {
  return new ApiError({
    status: 0,
    code: "unreachable",
    title: strings.problem.unreachableTitle,
    detail: strings.problem.unreachableDetail,
  });
}

/** Somebody decided the inquiry after it was read. */
export function isStatusChanged(error: unknown): boolean {
  return error instanceof ApiError && error.code === "status_changed";
}

/** Field messages for a form: `/name` → `name`. Pointers that no field owns are in `rest`. */
export function fieldErrors(
  error: unknown,
  fieldOfPointer: Readonly<Record<string, string>>,
): { fields: Record<string, string>; rest: string[] } {
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  if (!(error instanceof ApiError)) return { fields, rest: [messageOf(error)] };
  for (const { pointer, detail } of error.fields) {
    const field = fieldOfPointer[pointer];
    if (field === undefined) rest.push(sentence(detail));
    else fields[field] ??= sentence(detail);
  }
  if (error.fields.length === 0) rest.push(messageOf(error));
  return { fields, rest };
}

/** One sentence for people, whatever was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return sentence(error.detail || error.title);
  return strings.problem.unknown;
}

/** The server writes lower case without a full stop; the dashboard shows whole sentences. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  if (trimmed === "") return "";
  const capitalised = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?…”]$/.test(capitalised) ? capitalised : `${capitalised}.`;
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== "object" || body === null) return false;
  const { code, title, detail, errors } = body as Partial<Record<keyof Problem, unknown>>;
  return (
    typeof code === "string" &&
    typeof title === "string" &&
    typeof detail === "string" &&
    Array.isArray(errors)
  );
}
