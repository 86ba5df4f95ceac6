import type { KeyboardEvent } from "react";

/** Alt + ↑ is −1, Alt + ↓ is 1, anything else 0. Choosers keep Alt + ↓ for opening. */
export function moveStepOf({ altKey, key, target }: KeyboardEvent): -1 | 0 | 1 {
  if (!altKey || (key !== "ArrowUp" && key !== "ArrowDown")) return 0;
  const isChooser =
    target instanceof Element && target.matches("select, [role=combobox], [aria-haspopup=listbox]");
  if (isChooser) return 0;
  return key === "ArrowUp" ? -1 : 1;
}
