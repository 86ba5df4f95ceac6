// What every part of the editor needs: the draft's session, the catalogue, and where focus goes next.
import { createContext, useContext } from "react";
import type { Catalogue, List } from "@/api/types.ts";
import type { Operation } from "./model/operations.ts";
import type { DraftSession, SessionView } from "./session/DraftSession.ts";

export interface Editor {
  readonly session: DraftSession;
  readonly view: SessionView;
  readonly catalogue: Catalogue;
  readonly lists: readonly List[];
  perform(operation: Operation): void;
  /** Moves the focus to the element with this id once it is on the screen. */
  focusNext(id: string): void;
  announce(message: string): void;
}

const EditorContext = createContext<Editor | null>(null);

export const EditorProvider = EditorContext.Provider;

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (editor === null) throw new Error("useEditor is used outside the editor");
  return editor;
}

/** Ids of elements, from ids of what they show. */
export const elementId = {
  route: (id: string) => `route-${id}`,
  routeToggle: (id: string) => `route-${id}-toggle`,
  routeName: (id: string) => `route-${id}-name`,
  addRoute: "add-route",
  undoDelete: "undo-delete",
  value: (node: string) => `value-${node}`,
  attribute: (node: string) => `attribute-${node}`,
  picker: (group: string) => `picker-${group}`,
};
