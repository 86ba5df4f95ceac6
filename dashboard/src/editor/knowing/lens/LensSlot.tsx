// Opens the lens under a condition while the focus is on its number, and closes it when the focus leaves both.
import { type FocusEvent, lazy, Suspense, useEffect, useRef, useState } from "react";
import type { CatalogueAttribute, CatalogueOperator } from "@/api/types.ts";
import { useEditor } from "../../context.ts";
import type { ConditionNode } from "../../model/model.ts";
import { useKnowing } from "../context.ts";

const Lens = lazy(() => import("./Lens.tsx"));

export function useLensFocus() {
  const [isOpen, setOpen] = useState(false);
  const pointer = useRef({ isDown: false, isLeaving: false });
  // Closing moves what stands below: a press that takes the focus away must first be over.
  useEffect(() => {
    if (!isOpen) return;
    const state = pointer.current;
    const down = () => {
      state.isDown = true;
    };
    const up = () => {
      state.isDown = false;
      if (state.isLeaving) setTimeout(() => state.isLeaving && setOpen(false));
    };
    window.addEventListener("pointerdown", down, true);
    window.addEventListener("pointerup", up, true);
    window.addEventListener("pointercancel", up, true);
    return () => {
      window.removeEventListener("pointerdown", down, true);
      window.removeEventListener("pointerup", up, true);
      window.removeEventListener("pointercancel", up, true);
      state.isDown = false;
      state.isLeaving = false;
    };
  }, [isOpen]);
  return {
    isOpen,
    onFocus: ({ target }: FocusEvent) => {
      pointer.current.isLeaving = false;
      if (target instanceof Element && target.matches("input")) setOpen(true);
    },
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => {
      const row = currentTarget.closest("fieldset");
      if (relatedTarget instanceof Node && row?.contains(relatedTarget)) return;
      if (pointer.current.isDown) pointer.current.isLeaving = true;
      else setOpen(false);
    },
  };
}

interface LensSlotProps {
  route: string;
  node: ConditionNode;
  attribute: CatalogueAttribute | undefined;
  operator: CatalogueOperator | undefined;
  isOpen: boolean;
}

export function LensSlot({ route, node, attribute, operator, isOpen }: LensSlotProps) {
  const { perform, session } = useEditor();
  const knowing = useKnowing();
  const { value } = node;
  const isNumber = attribute?.type === "number" || attribute?.type === "whole_number";
  if (!isOpen || !knowing || !attribute || !isNumber || operator?.takes !== "one") return null;
  if (typeof value !== "number") return null;
  return (
    <Suspense fallback={null}>
      <Lens
        key={`${node.key} ${attribute.key} ${operator.key}`}
        route={route}
        condition={node.key}
        attribute={attribute}
        value={value}
        onChange={(next) =>
          perform({ kind: "change_condition", route, condition: node.key, change: { value: next } })
        }
        onSettle={() => session.seal()}
      />
    </Suspense>
  );
}
