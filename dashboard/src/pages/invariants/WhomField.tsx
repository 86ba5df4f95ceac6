// Whom an invariant is about: the editor's conditions, without a route around them.
import { Text, Title } from "@mantine/core";
import { useMemo, useSyncExternalStore } from "react";
import type { Catalogue, List } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { ConditionGroup } from "@/editor/conditions/ConditionGroup.tsx";
import { type Editor, EditorProvider } from "@/editor/context.ts";
import { useFocusNext } from "@/editor/DraftEditor.tsx";
import { countConditions, findRoute } from "@/editor/model/model.ts";
import { remarksOnRoute, remarksOnRouteField } from "@/editor/model/remarks.ts";
import { RemarkList } from "@/editor/RemarkList.tsx";
import type { DraftSession } from "@/editor/session/DraftSession.ts";
import { strings } from "@/strings/index.ts";
import { WHOM } from "./whom-session.ts";

const words = strings.invariants.page;

export function WhomField(props: {
  session: DraftSession;
  catalogue: Catalogue;
  lists: readonly List[];
}) {
  const { session, catalogue, lists } = props;
  const view = useSyncExternalStore(session.subscribe, session.view);
  const announce = useAnnounce();
  const focusNext = useFocusNext();
  const editor = useMemo<Editor>(
    () => ({
      session,
      view,
      catalogue,
      lists,
      focusNext,
      announce,
      perform: (operation) => session.perform(operation),
    }),
    [session, view, catalogue, lists, focusNext, announce],
  );
  const route = findRoute(view.history.present, WHOM);
  if (!route) return null;
  const remarks = remarksOnRoute(view.remarks, WHOM);
  const most = catalogue.limits.conditions_per_route ?? Number.POSITIVE_INFINITY;
  const isFull = countConditions(route.condition) >= most;
  return (
    <EditorProvider value={editor}>
      <section aria-labelledby="whom">
        <Title order={3} size="sm" id="whom">
          {words.whom}
        </Title>
        {route.condition.members.length === 0 && (
          <Text size="sm" c="dimmed" mb="xs">
            {words.whomEmpty}
          </Text>
        )}
        <ConditionGroup
          route={WHOM}
          root={route.condition}
          group={route.condition}
          level={1}
          remarks={remarks}
          fullBecause={isFull ? strings.editor.conditions.limit(most) : null}
        />
        <RemarkList remarks={remarksOnRouteField(remarks, "if")} />
      </section>
    </EditorProvider>
  );
}
