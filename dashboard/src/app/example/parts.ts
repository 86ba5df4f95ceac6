// What becomes of the parts of the example, as lines to read.
import type { ExamplePart, ExamplePartFate, ExamplePartKind } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";

const KINDS = [
  "workflow",
  "invariant",
  "list",
  "key",
  "member",
] as const satisfies readonly ExamplePartKind[];

/** `2 lists: Offices and Partners`, kind by kind. */
function byKind(parts: readonly ExamplePart[], fate: ExamplePartFate): string[] {
  return KINDS.flatMap((kind) => {
    const names = parts
      .filter((part) => part.kind === kind && part.fate === fate)
      .map((part) => part.name);
    return names.length === 0 ? [] : [strings.example.kind(kind, names)];
  });
}

export const goingParts = (parts: readonly ExamplePart[]) => byKind(parts, "removed");
export const archivedParts = (parts: readonly ExamplePart[]) => byKind(parts, "archived");

/** Why a part stays; `null` for one that does not. */
function whyItStays({ fate, name }: ExamplePart): string | null {
  switch (fate) {
    case "stays_changed":
      return strings.example.staysChanged(name);
    case "stays_in_use":
      return strings.example.staysInUse(name);
    case "stays_you":
      return strings.example.staysYou(name);
    case "removed":
    case "archived":
      return null;
  }
}

export const stayingParts = (parts: readonly ExamplePart[]): string[] =>
  parts.map(whyItStays).filter((line) => line !== null);
