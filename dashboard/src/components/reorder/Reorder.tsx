// Dragging with a pointer. Keyboard and screen reader have buttons and Alt + arrow keys instead, with
// our own announcements, so the library's are left out.
import { Accessibility } from "@dnd-kit/dom";
import { DragDropProvider, PointerSensor } from "@dnd-kit/react";
import { isSortable, useSortable } from "@dnd-kit/react/sortable";
import { IconGripVertical } from "@tabler/icons-react";
import { type LiHTMLAttributes, type ReactNode, useRef } from "react";
import classes from "./Reorder.module.css";

export function ReorderArea(props: {
  onMove: (id: string, to: number) => void;
  /** While dragging: where it would go if it were dropped now. Null once it is over without a move. */
  onOver?: (id: string, to: number | null) => void;
  children: ReactNode;
}) {
  const isDragging = useRef(false);
  return (
    <DragDropProvider
      sensors={[PointerSensor]}
      plugins={(defaults) => defaults.filter((plugin) => plugin !== Accessibility)}
      onDragStart={() => {
        isDragging.current = true;
      }}
      onDragOver={({ operation: { source } }) => {
        if (!props.onOver || !isSortable(source)) return;
        // The library moves the item right after it has told us.
        requestAnimationFrame(() => {
          if (isDragging.current) props.onOver?.(String(source.id), source.index);
        });
      }}
      onDragEnd={({ operation: { source }, canceled }) => {
        isDragging.current = false;
        if (!isSortable(source)) return;
        const isMoved = !canceled && source.index !== source.initialIndex;
        if (isMoved) props.onMove(String(source.id), source.index);
        else props.onOver?.(String(source.id), null);
      }}
    >
      {props.children}
    </DragDropProvider>
  );
}

type ReorderItemProps = Omit<LiHTMLAttributes<HTMLLIElement>, "children"> & {
  itemId: string;
  index: number;
  children: (handle: ReactNode) => ReactNode;
};

export function ReorderItem({ itemId, index, children, ...rest }: ReorderItemProps) {
  const { ref, handleRef, isDragging } = useSortable({ id: itemId, index });
  return (
    <li {...rest} ref={ref} data-dragging={isDragging || undefined}>
      {children(
        <span ref={handleRef} className={classes.handle} aria-hidden="true">
          <IconGripVertical size={16} />
        </span>,
      )}
    </li>
  );
}
