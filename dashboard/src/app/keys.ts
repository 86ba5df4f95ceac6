// Keys that work on a whole page. Letters pressed alone can be switched off: speech input and a slip of the finger
// press them too (WCAG 2.1.4).
import { useEffect, useRef, useState, useSyncExternalStore } from "react";

const STORED_AS = "pointsman-single-keys";
const listeners = new Set<() => void>();

/** Whether letters pressed alone do something; a choice of this browser. */
export function areSingleKeysOn(): boolean {
  try {
    return window.localStorage.getItem(STORED_AS) !== "off";
  } catch {
    // Storage can be switched off; the keys then work as they do at first.
    return true;
  }
}

export function setSingleKeys(isOn: boolean): void {
  try {
    if (isOn) window.localStorage.removeItem(STORED_AS);
    else window.localStorage.setItem(STORED_AS, "off");
  } catch {
    return;
  }
  for (const listener of listeners) listener();
}

export function useSingleKeysOn(): boolean {
  return useSyncExternalStore(subscribe, areSingleKeysOn);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let isTaken = false;

/** Keys pressed alone do nothing on the page from now on: they belong to a dialog that is about to open. */
export function takeSingleKeys(take: boolean): void {
  isTaken = take;
}

/** Calls `add` with what is typed on the page while `isWaiting`: for a field that is about to have the focus. */
export function useTypedAhead(isWaiting: boolean, add: (text: string) => void): void {
  useWindowKey((event) => {
    if (!isWaiting || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.length !== 1 || isTyping(event.target)) return;
    event.preventDefault();
    add(event.key);
  });
}

/** Calls `press` for one of these keys pressed alone, outside of fields and dialogs: `useSingleKeys({ t: toggle })`. */
export function useSingleKeys(press: Readonly<Record<string, () => void>>): void {
  useWindowKey((event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !areSingleKeysOn()) return;
    if (isTyping(event.target) || isDialogOpen() || isTaken) return;
    const action = press[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/** Calls `press` for Ctrl or ⌘ with this letter, wherever the focus is. */
export function useControlKey(letter: string, press: () => void): void {
  useWindowKey((event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    if (event.key.toLowerCase() !== letter) return;
    event.preventDefault();
    press();
  });
}

/** How this machine writes the key: `⌘` on a Mac, `Ctrl` elsewhere. */
export function controlKeyName(platform: string = navigator.platform): string {
  return /^(Mac|iP)/.test(platform) ? "⌘" : "Ctrl";
}

/** True once mounted: a dialog that is there before it opens knows what had the focus, and gives it back. */
export function useIsMounted(): boolean {
  const [isMounted, setMounted] = useState(false);
  useEffect(() => setMounted(true), []);
  return isMounted;
}

function useWindowKey(onKey: (event: KeyboardEvent) => void): void {
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !event.isComposing) latest.current(event);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input, textarea, select, [contenteditable], [role=listbox], [role=menu]") !==
      null
  );
}

function isDialogOpen(): boolean {
  return document.querySelector("[role=dialog][aria-modal=true]") !== null;
}
