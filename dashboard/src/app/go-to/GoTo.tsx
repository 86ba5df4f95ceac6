// Ctrl+K and ?: the keys, the button beside the navigation, and the dialogs, which are loaded when first wanted.
import { ActionIcon, Kbd, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { createContext, lazy, type ReactNode, Suspense, useContext, useState } from "react";
import { strings } from "@/strings/index.ts";
import { controlKeyName, useControlKey, useSingleKeys } from "../keys.ts";
import classes from "./GoTo.module.css";

const GoToDialog = lazy(() => import("./GoToDialog.tsx"));
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog.tsx"));

type Shown = "go-to" | "shortcuts" | null;

const OpenContext = createContext<(shown: "go-to" | "shortcuts") => void>(() => {});

export function GoToProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown>(null);
  // Once loaded they stay, so that closing can fade and the focus goes back to where it was.
  const [wanted, setWanted] = useState<ReadonlySet<Shown>>(new Set());
  const show = (what: Shown) => {
    setWanted((before) => new Set(before).add(what));
    setShown(what);
  };
  useControlKey("k", () => show(shown === "go-to" ? null : "go-to"));
  useSingleKeys({ "?": () => show("shortcuts") });
  const close = () => setShown(null);
  return (
    <OpenContext value={show}>
      {children}
      <Suspense fallback={null}>
        {wanted.has("go-to") && (
          <GoToDialog
            opened={shown === "go-to"}
            onClose={close}
            onShowShortcuts={() => show("shortcuts")}
          />
        )}
        {wanted.has("shortcuts") && (
          <ShortcutsDialog opened={shown === "shortcuts"} onClose={close} />
        )}
      </Suspense>
    </OpenContext>
  );
}

export function useShowShortcuts(): () => void {
  const show = useContext(OpenContext);
  return () => show("shortcuts");
}

/** Looks like the field it opens. */
export function GoToButton() {
  const show = useContext(OpenContext);
  const control = controlKeyName();
  return (
    <UnstyledButton
      className={classes.opener}
      aria-keyshortcuts={control === "⌘" ? "Meta+K" : "Control+K"}
      onClick={() => show("go-to")}
    >
      <IconSearch size={16} aria-hidden="true" />
      <span>{strings.goTo.open}</span>
      <Kbd size="xs" aria-hidden="true">
        {control} K
      </Kbd>
    </UnstyledButton>
  );
}

/** For the narrow bar of a phone. */
export function GoToIcon() {
  const show = useContext(OpenContext);
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={strings.goTo.title}
      onClick={() => show("go-to")}
    >
      <IconSearch size={20} aria-hidden="true" />
    </ActionIcon>
  );
}
