// Window and lists are in the address, so that a link shows the same counts.
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { readSettings, type Settings, writeSettings } from "./model/settings.ts";

export function useSettings(): [Settings, (change: Partial<Settings>) => void] {
  const [query, setQuery] = useSearchParams();
  const { window, lists } = readSettings(query);
  const settings = useMemo(() => ({ window, lists }), [window, lists]);
  const change = (next: Partial<Settings>) =>
    setQuery((before) => writeSettings(before, next), { replace: true });
  return [settings, change];
}
