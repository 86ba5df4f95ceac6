// Ctrl+K and ?: the keys, the button beside the navigation, and the dialogs, which are loaded when first wanted.
import { ActionIcon, Kbd, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useContext,
  useEffect,
  useRef,
  useState,
} from "react";
import { strings } from "@/strings/index.ts";
import {
  controlKeyName,
  takeSingleKeys,
  useControlKey,
  useSingleKeys,
  useTypedAhead,
} from "../keys.ts";
import classes from "./GoTo.module.css";

const loadGoToDialog = () => import("./GoToDialog.tsx");
const GoToDialog = lazy(loadGoToDialog);
const ShortcutsDialog = lazy(() => import("./ShortcutsDialog.tsx"));

type Shown = "go-to" | "shortcuts" | null;

const OpenContext = createContext<(shown: "go-to" | "shortcuts") => void>(() => {});

export function GoToProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown>(null);
  // Once loaded they stay, so that closing can fade and the focus goes back to where it was.
  const [wanted, setWanted] = useState<ReadonlySet<Shown>>(new Set());
  // People type on at once: what comes before the field has the focus is for it, and not for the page below.
  const ahead = useRef("");
  const show = (what: Shown) => {
    ahead.current = "";
    takeSingleKeys(what !== null);
    setWanted((before) => new Set(before).add(what));
    setShown(what);
  };
  useTypedAhead(shown === "go-to", (text) => {
    ahead.current += text;
  });
  useEffect(() => {
    // Loaded while there is nothing else to do, so that it opens at once.
    const idle = window.requestIdleCallback?.(() => void loadGoToDialog());
    return () => {
      if (idle !== undefined) window.cancelIdleCallback(idle);
      takeSingleKeys(false);
    };
  }, []);
  useControlKey("k", () => show(shown === "go-to" ? null : "go-to"));
  useSingleKeys({ "?": () => show("shortcuts") });
  const close = () => show(null);
  return (
    <OpenContext value={show}>
      {children}
      <Suspense fallback={null}>
        {wanted.has("go-to") && (
          <GoToDialog
            opened={shown === "go-to"}
            ahead={ahead}
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
