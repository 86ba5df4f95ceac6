// Values of entries in words.
import type { AuditEntry, AuditValue } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { formatBytes, formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

/** Who it was, as far as that is still known. */
export function actorOf({ actor }: AuditEntry): string {
  if (actor.name === null && actor.type !== "system") return strings.audit.erasedName;
  return strings.common.actor(actor.type, actor.name);
}

/** What was changed, by its name of today. */
export function subjectOf({ subject }: AuditEntry): string {
  return subject.name ?? strings.audit.subjectKind[subject.type];
}

/** Where the changed thing can be seen, if it has a page. */
export function subjectPath({ subject }: AuditEntry): string | undefined {
  switch (subject.type) {
    case "workflow":
      return paths.workflow(subject.id);
    case "list":
      return paths.list(subject.id);
    case "inquiry":
      return paths.inquiry(subject.id);
    case "invariant":
      return paths.invariants;
    case "workflow_order":
      return paths.workflows;
    case "member":
    case "invitation":
    case "workspace":
      return paths.team;
    case "key":
      return paths.apiKeys;
  }
}

/** One side of a value, a line each; `undefined` where there is nothing. `nameOf` knows workflows by id. */
export function linesOf(
  name: string,
  value: AuditValue["before"],
  nameOf: (id: string) => string = (id) => id,
): readonly string[] | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.map((one) => nameOf(String(one)));
  if (typeof value === "number") {
    return [name === "bytes" ? formatBytes(value) : formatNumber(value)];
  }
  return [typeof value === "string" ? wordFor(name, value) : JSON.stringify(value)];
}

const { common } = strings;
/** Values that come from a closed set, in words. */
const WORDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  role: common.role,
  state: common.workflowState,
  status: common.status,
  decision: common.outcome,
};

const wordFor = (name: string, value: string): string => WORDS[name]?.[value] ?? value;
