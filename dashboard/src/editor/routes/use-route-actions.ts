// What can be done to routes, with what is said about it and where the focus goes.
import { useState } from "react";
import { strings } from "@/strings/index.ts";
import { elementId, useEditor } from "../context.ts";
import { useKnowing, useSayWithEffect } from "../knowing/context.ts";
import type { RouteModel } from "../model/model.ts";
import type { Deleted } from "./UndoLine.tsx";

const words = strings.editor.routes;

export function useRouteActions() {
  const { view, session, perform, focusNext, announce } = useEditor();
  const sayWithEffect = useSayWithEffect();
  const peek = useKnowing()?.peek;
  const { present } = view.history;
  const { routes } = present;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [fresh, setFresh] = useState<string | null>(null);
  const [deleted, setDeleted] = useState<Deleted | null>(null);

  const setOpened = (id: string, isOpen: boolean) =>
    setOpen((before) => {
      const others = [...before].filter((one) => one !== id);
      return new Set(isOpen ? [...others, id] : others);
    });
  const openNamed = (id: string) => {
    setOpened(id, true);
    focusNext(elementId.routeName(id));
  };
  const move = (id: string, to: number) => {
    const route = routes.find((one) => one.id === id);
    if (!route || to < 0 || to >= routes.length) return;
    // Moving a card in the document takes the focus away from what is in it.
    const focused = document.activeElement?.id;
    perform({ kind: "move_route", route: id, to });
    sayWithEffect(words.moved(route.name, to + 1, routes.length));
    if (focused) focusNext(focused);
  };

  return {
    isOpen: (id: string) => open.has(id),
    isFresh: (id: string) => fresh === id,
    leave: (id: string) => setFresh((now) => (now === id ? null : now)),
    toggle: (id: string) => setOpened(id, !open.has(id)),
    move,
    /** Counts follow the card while it is dragged. */
    hover: (id: string, to: number | null) =>
      peek?.(to === null ? null : { kind: "move_route", route: id, to }),
    /** Stands where the route stood, for as long as undo means exactly that. */
    deleted: deleted?.text === present ? deleted : null,
    dismissDeleted: () => setDeleted(null),
    add() {
      const id = session.ids.routeId();
      perform({ kind: "add_route", id, name: "", rootKey: session.ids.nodeKey() });
      setFresh(id);
      openNamed(id);
      announce(words.added);
    },
    duplicate(route: RouteModel) {
      const id = session.ids.routeId();
      perform({ kind: "duplicate_route", route: route.id, id, name: words.copyName(route.name) });
      openNamed(id);
      announce(words.duplicated(route.name));
    },
    remove(route: RouteModel, index: number) {
      perform({ kind: "delete_route", route: route.id });
      setDeleted({ route, index, text: session.model });
      announce(words.deleted(route.name));
      focusNext(elementId.undoDelete);
    },
    restore(route: RouteModel) {
      session.undo();
      focusNext(elementId.routeToggle(route.id));
    },
  };
}

export type RouteActions = ReturnType<typeof useRouteActions>;
