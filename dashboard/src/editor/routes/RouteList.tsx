// The routes in their order, each a card; *Everything else* last.
import { Button, Text, VisuallyHidden } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { EmptyState } from "@/components/EmptyState.tsx";
import { moveStepOf } from "@/components/reorder/move-step.ts";
import { ReorderArea, ReorderItem } from "@/components/reorder/Reorder.tsx";
import { strings } from "@/strings/index.ts";
import { elementId, useEditor } from "../context.ts";
import type { RouteModel } from "../model/model.ts";
import { EverythingElseCard } from "./EverythingElseCard.tsx";
import { RouteCard } from "./RouteCard.tsx";
import classes from "./routes.module.css";
import { UndoLine } from "./UndoLine.tsx";
import { type RouteActions, useRouteActions } from "./use-route-actions.ts";

const words = strings.editor.routes;

export function RouteList() {
  const { view } = useEditor();
  const actions = useRouteActions();
  const { routes } = view.history.present;
  const isBlank = routes.length === 0 && !actions.deleted;
  return (
    <section aria-label={words.heading}>
      <VisuallyHidden component="h2">{words.heading}</VisuallyHidden>
      {isBlank ? (
        <EmptyState icon={IconRoute} title={words.emptyTitle} detail={words.emptyDetail}>
          <AddButton label={words.addFirst} onClick={actions.add} />
        </EmptyState>
      ) : (
        <ReorderArea onMove={actions.move} onOver={actions.hover}>
          <ol className={classes.routes}>
            {routes.map((route, index) => (
              <RouteItem key={route.id} route={route} index={index} actions={actions} />
            ))}
          </ol>
        </ReorderArea>
      )}
      <DeletedLine actions={actions} at={(index) => index >= routes.length} />
      {!isBlank && <Below actions={actions} count={routes.length} />}
      <EverythingElseCard />
    </section>
  );
}

function RouteItem(props: { route: RouteModel; index: number; actions: RouteActions }) {
  const { route, index, actions } = props;
  const { view } = useEditor();
  const count = view.history.present.routes.length;
  return (
    <ReorderItem
      itemId={route.id}
      index={index}
      id={elementId.route(route.id)}
      className={classes.item}
      aria-label={words.position(route.name, index + 1, count)}
      onKeyDown={(event) => {
        const step = moveStepOf(event);
        if (step === 0) return;
        event.preventDefault();
        actions.move(route.id, index + step);
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (relatedTarget && !currentTarget.contains(relatedTarget)) actions.leave(route.id);
      }}
    >
      {(handle) => (
        <>
          <DeletedLine actions={actions} at={(place) => place === index} />
          <RouteCard
            route={route}
            index={index}
            count={count}
            handle={handle}
            isOpen={actions.isOpen(route.id)}
            isFresh={actions.isFresh(route.id)}
            onToggle={() => actions.toggle(route.id)}
            onMove={(to) => actions.move(route.id, to)}
            onDuplicate={() => actions.duplicate(route)}
            onDelete={() => actions.remove(route, index)}
          />
        </>
      )}
    </ReorderItem>
  );
}

function DeletedLine(props: { actions: RouteActions; at: (index: number) => boolean }) {
  const { deleted, restore, dismissDeleted } = props.actions;
  if (!deleted || !props.at(deleted.index)) return null;
  return (
    <UndoLine deleted={deleted} onUndo={() => restore(deleted.route)} onDismiss={dismissDeleted} />
  );
}

function Below({ actions, count }: { actions: RouteActions; count: number }) {
  const { catalogue } = useEditor();
  const most = catalogue.limits.routes ?? Number.POSITIVE_INFINITY;
  const isFull = count >= most;
  return (
    <div className={classes.below}>
      <AddButton label={words.add} disabled={isFull} onClick={actions.add} variant="default" />
      <Text size="sm" c="dimmed">
        {isFull ? words.limit(most) : words.keyboardHint}
      </Text>
    </div>
  );
}

function AddButton(props: {
  label: string;
  variant?: string;
  disabled?: boolean;
  onClick: () => void;
}) {
  return (
    <Button
      id={elementId.addRoute}
      variant={props.variant ?? "filled"}
      disabled={props.disabled ?? false}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      onClick={props.onClick}
    >
      {props.label}
    </Button>
  );
}
