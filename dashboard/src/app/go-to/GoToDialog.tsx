// One field that leads anywhere: a combobox whose list holds pages, actions, and what the server finds.
import { Kbd, Modal, useMantineColorScheme } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { strings } from "@/strings/index.ts";
import { useIsMounted } from "../keys.ts";
import { useMay } from "../session.ts";
import { useSignOut } from "../sign-out.ts";
import {
  actionEntries,
  type Entry,
  type EntryGroup,
  pageEntries,
  recentEntries,
} from "./entries.ts";
import classes from "./GoTo.module.css";
import { ranked } from "./match.ts";
import { recentPlaces } from "./recent.ts";
import { type Search, useSearch } from "./use-search.ts";

const words = strings.goTo;
const GROUPS = Object.keys(words.groups) as EntryGroup[];

interface GoToDialogProps {
  opened: boolean;
  /** What was typed before the field had the focus; taken out when it has. */
  ahead: RefObject<string>;
  onClose: () => void;
  onShowShortcuts: () => void;
}

export default function GoToDialog({ opened, ...rest }: GoToDialogProps) {
  const isMounted = useIsMounted();
  return (
    <Modal.Root
      opened={opened && isMounted}
      onClose={rest.onClose}
      size="lg"
      yOffset="10vh"
      centered={false}
      transitionProps={{ duration: 80 }}
    >
      <Modal.Overlay />
      <Modal.Content aria-label={words.title} classNames={{ content: classes.dialog ?? "" }}>
        <GoToField {...rest} />
      </Modal.Content>
    </Modal.Root>
  );
}

function GoToField({ ahead, onClose, onShowShortcuts }: Omit<GoToDialogProps, "opened">) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const may = useMay();
  const typed = text.trim();
  const search = useSearch(typed);
  const found = [...useLocalEntries(typed, onShowShortcuts), ...search.entries];
  const groups = GROUPS.map((group) => ({
    group,
    entries: found.filter((entry) => entry.group === group),
  })).filter(({ entries }) => entries.length > 0);
  const inOrder = groups.flatMap(({ entries }) => entries);
  const active = inOrder.find(({ id }) => id === chosen) ?? inOrder[0];
  const id = useId();
  const follow = useFollow(onClose);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (event.nativeEvent.isComposing || (step === undefined && event.key !== "Enter")) return;
    event.preventDefault();
    if (step === undefined) {
      if (active) follow(active);
      return;
    }
    const at = active ? inOrder.indexOf(active) : -1;
    setChosen(inOrder.at((at + step) % inOrder.length)?.id ?? null);
  };
  return (
    <>
      <div className={classes.field}>
        <IconSearch size={18} aria-hidden="true" />
        <input
          data-autofocus
          role="combobox"
          aria-label={words.title}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active && `${id}-${active.id}`}
          autoComplete="off"
          spellCheck={false}
          placeholder={may("inquiries.read") ? words.inquiryPlaceholder : words.placeholder}
          className={classes.input}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(null);
          }}
          onFocus={() => {
            const early = ahead.current;
            ahead.current = "";
            if (early !== "") setText((before) => before + early);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={words.title} className={classes.list}>
        {groups.map(({ group, entries }) => (
          <fieldset key={group} className={classes.group}>
            <legend className={classes.heading}>{words.groups[group]}</legend>
            {entries.map((entry) => (
              <Option
                key={entry.id}
                id={`${id}-${entry.id}`}
                entry={entry}
                isActive={entry === active}
                onPoint={() => setChosen(entry.id)}
                onPick={() => follow(entry)}
              />
            ))}
          </fieldset>
        ))}
      </div>
      <Foot typed={typed} count={inOrder.length} search={search} />
    </>
  );
}

const STEPS: Readonly<Record<string, 1 | -1>> = { ArrowDown: 1, ArrowUp: -1 };

function Option(props: {
  id: string;
  entry: Entry;
  isActive: boolean;
  onPoint: () => void;
  onPick: () => void;
}) {
  const { entry, isActive } = props;
  const element = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isActive) element.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  return (
    // The field keeps the focus and handles the keys of the whole list.
    <button
      type="button"
      tabIndex={-1}
      ref={element}
      id={props.id}
      role="option"
      aria-selected={isActive}
      className={classes.option}
      onMouseMove={() => !isActive && props.onPoint()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.onPick}
    >
      <entry.icon size={17} stroke={1.75} aria-hidden="true" />
      <span className={classes.label}>{entry.label}</span>
      {entry.note && <span className={classes.note}>{entry.note}</span>}
    </button>
  );
}

/** How many there are, for eyes and ears; what is not found, and what could not be searched. */
function Foot({ typed, count, search }: { typed: string; count: number; search: Search }) {
  const may = useMay();
  const isEmpty = count === 0 && !search.isSearching;
  return (
    <div className={classes.foot}>
      <div role="status" className={classes.status}>
        {search.isSearching ? words.searching : isEmpty ? words.nothing(typed) : words.found(count)}
        {isEmpty && may("inquiries.read") && ` ${words.inquiriesBy}`}
        {search.failures.map((failure) => (
          <div key={failure} className={classes.failure}>
            {failure}
          </div>
        ))}
      </div>
      <div className={classes.keys} aria-hidden="true">
        <Kbd size="xs">↑</Kbd> <Kbd size="xs">↓</Kbd> {words.keys.choose}
        <Kbd size="xs">↵</Kbd> {words.keys.open}
        <Kbd size="xs">{strings.shortcuts.keyNames.escape}</Kbd> {words.keys.close}
      </div>
    </div>
  );
}

function useLocalEntries(typed: string, showShortcuts: () => void): Entry[] {
  const may = useMay();
  const { pathname } = useLocation();
  const { setColorScheme } = useMantineColorScheme();
  const signOut = useSignOut();
  const pages = pageEntries(may);
  const actions = actionEntries(may, {
    signOut: () => signOut.mutate(),
    showShortcuts,
    setColorScheme,
  });
  const recent = recentEntries(recentPlaces(), pathname, pages);
  return ranked(typed, [...recent, ...pages, ...actions]);
}

/** The dialog closes first, so that the page that opens takes the focus and keeps it. */
function useFollow(close: () => void): (entry: Entry) => void {
  const navigate = useNavigate();
  return ({ leads }) => {
    close();
    if (typeof leads === "string") void navigate(leads);
    else leads();
  };
}
