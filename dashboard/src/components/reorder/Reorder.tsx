// Dragging with a pointer. Keyboard and screen reader have buttons and Alt + arrow keys instead, with
// our own announcements, so the library's are left out.
import { Accessibility } from "@dnd-kit/dom";
import { DragDropProvider, PointerSensor } from "@dnd-kit/react";
import { isSortable, useSortable } from "@dnd-kit/react/sortable";
import { IconGripVertical } from "@tabler/icons-react";
import type { LiHTMLAttributes, ReactNode } from "react";
import classes from "./Reorder.module.css";

export function ReorderArea(props: {
  onMove: (id: string, to: number) => void;
  children: ReactNode;
}) {
  return (
    <DragDropProvider
      sensors={[PointerSensor]}
      plugins={(defaults) => defaults.filter((plugin) => plugin !== Accessibility)}
      onDragEnd={({ operation: { source }, canceled }) => {
        if (canceled || !isSortable(source)) return;
        if (source.index !== source.initialIndex) props.onMove(String(source.id), source.index);
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
