// What the checks say of a draft, problem by problem, with the route it is about.
import { Text } from "@mantine/core";
import type { Diagnostic, Draft } from "@/api/types.ts";
import { RemarkList } from "@/editor/RemarkList.tsx";
import { strings } from "@/strings/index.ts";

const words = strings.editor;

export function PublishChecks({ draft }: { draft: Draft }) {
  const { document } = draft;
  const diagnostics = [...draft.diagnostics, ...approvesByDefault(document)];
  if (diagnostics.length === 0) return <Text>{words.page.publish.noRemarks}</Text>;
  const places = [...new Set(diagnostics.map((diagnostic) => placeOf(diagnostic, document)))];
  return places.map((place) => (
    <div key={place}>
      <Text fw={600} mt={4}>
        {place}
      </Text>
      <RemarkList remarks={inFull(diagnostics.filter((one) => placeOf(one, document) === place))} />
    </div>
  ));
}

/** Away from the field, “Give it a value” says too little: the server's own words name the attribute. */
function inFull(diagnostics: readonly Diagnostic[]): Omit<Diagnostic, "code">[] {
  return diagnostics.map(({ code: _, ...rest }) => rest);
}

/** No mistake, and yet nobody should publish it unseen. */
function approvesByDefault({ everything_else: actions = [] }: Draft["document"]): Diagnostic[] {
  if (!actions.some(({ action }) => action === "approve")) return [];
  const message = words.everythingElse.approves;
  return [{ severity: "warning", pointer: "/everything_else", code: "", message }];
}

function placeOf({ pointer }: Diagnostic, document: Draft["document"]): string {
  const [, head, index] = pointer.split("/");
  if (head === "everything_else") return words.everythingElse.name;
  const route = head === "routes" ? document.routes[Number(index)] : undefined;
  if (!route) return words.page.publish.whole;
  return route.name.trim() || words.page.publish.unnamed(Number(index) + 1);
}
