// The window is in the address, as in the editor, so that a link shows the same counts.
import { useSearchParams } from "react-router";
import { readWindow, type WindowChoice, writeWindow } from "@/api/preview-window.ts";

export function useWindow(): [WindowChoice, (choice: WindowChoice) => void] {
  const [query, setQuery] = useSearchParams();
  const change = (choice: WindowChoice) =>
    setQuery((before) => writeWindow(before, choice), { replace: true, preventScrollReset: true });
  return [readWindow(query), change];
}
