/** What a finding is called when somebody marks it as intended: changes with whatever makes it another finding. */
import type { WorkflowDocument } from "@/api/types.ts";
import type { MissingFinding, RouteFinding } from "./findings.ts";

/** The server takes 500 characters; kind and route take less than a hundred. */
const MOST_CHARACTERS = 400;

/** Null: nobody can mean this to be so. `document` is the text that the finding is about. */
export function findingName(
  finding: RouteFinding,
  route: string,
  document: WorkflowDocument,
): string | null {
  switch (finding.kind) {
    case "undecided":
      return null;
    case "overlap":
      // The upper one first: whoever meant it so meant it in this order.
      return `overlap:${inOrder([route, finding.other], document).join(",")}`;
    case "never_matches":
      return `never_matches:${route}:${short([...finding.blockedBy].sort().join(","))}`;
    case "contradiction":
    case "redundant": {
      const condition = at(document, finding.pointer ?? "");
      if (condition === undefined) return null;
      return `${finding.kind}:${route}:${short(JSON.stringify(condition))}`;
    }
  }
}

/** Meant so for this value and for what is done without it: another action is another finding. */
export function missingName({ attribute, outcome }: MissingFinding): string {
  return `missing_falls_through:${attribute}:${outcome}`;
}

/** That *Everything else* approves. */
export const APPROVES_BY_DEFAULT = "approves_by_default";

function inOrder(routes: string[], { routes: all }: WorkflowDocument): string[] {
  const place = (id: string) => all.findIndex((route) => route.id === id);
  return routes.sort((left, right) => place(left) - place(right));
}

function at(document: unknown, pointer: string): unknown {
  const steps = pointer.split("/").slice(1);
  return steps.reduce<unknown>((value, step) => {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return typeof value === "object" && value !== null
      ? (value as Record<string, unknown>)[key]
      : undefined;
  }, document);
}

/** As it is, or its beginning and 32 bits that differ when the rest does (FNV-1a). */
function short(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return `${text.slice(0, MOST_CHARACTERS - 9)}#${(hash >>> 0).toString(16)}`;
}
