// Where *Go to* leads without asking the server: the sections this person may see, and what may be done at once.
import {
  IconClock,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSun,
} from "@tabler/icons-react";
import type { Right } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { SECTIONS } from "../Navigation.tsx";
import { paths } from "../paths.ts";
import type { Visited } from "./recent.ts";

const words = strings.goTo;

export type EntryGroup = keyof typeof words.groups;

export interface Entry {
  readonly id: string;
  readonly group: EntryGroup;
  readonly label: string;
  readonly keywords?: string | undefined;
  /** At the end of the line. */
  readonly note?: string | undefined;
  readonly icon: typeof IconPlus;
  /** An address, or something to do. */
  readonly leads: string | (() => void);
}

export function pageEntries(may: (right: Right) => boolean): Entry[] {
  return SECTIONS.filter(({ rights }) => rights.some(may)).map(({ label, to, icon }) => ({
    id: `page-${to}`,
    group: "pages",
    label,
    icon,
    leads: to,
  }));
}

/** What adds something: the right it needs, its words, its page. */
const ADDING = [
  ["workflows.write", strings.workflows.add, paths.newWorkflow],
  ["lists.write", strings.lists.add, paths.newList],
  ["inquiries.write", strings.inquiries.add, paths.newInquiry],
  ["keys.manage", strings.keys.add, paths.newApiKey],
  ["members.manage", strings.team.invite, paths.inviteMember],
] as const satisfies readonly (readonly [Right, string, string])[];

interface Doings {
  readonly signOut: () => void;
  readonly showShortcuts: () => void;
  readonly setColorScheme: (scheme: "light" | "dark" | "auto") => void;
}

export function actionEntries(may: (right: Right) => boolean, doings: Doings): Entry[] {
  const adding = ADDING.filter(([right]) => may(right)).map(
    ([, label, to]): Entry => ({
      id: `add-${to}`,
      group: "actions",
      label,
      icon: IconPlus,
      leads: to,
    }),
  );
  const { signOut, showShortcuts, setColorScheme } = doings;
  const keywords = words.appearanceWords;
  const group = "actions";
  return [
    ...adding,
    {
      id: "shortcuts",
      group,
      label: words.showShortcuts,
      keywords: words.keyWords,
      note: "?",
      icon: IconKeyboard,
      leads: showShortcuts,
    },
    {
      id: "light",
      group,
      label: words.useLight,
      keywords,
      icon: IconSun,
      leads: () => setColorScheme("light"),
    },
    {
      id: "dark",
      group,
      label: words.useDark,
      keywords,
      icon: IconMoon,
      leads: () => setColorScheme("dark"),
    },
    {
      id: "system",
      group,
      label: words.useSystem,
      keywords,
      icon: IconDeviceDesktop,
      leads: () => setColorScheme("auto"),
    },
    {
      id: "sign-out",
      group,
      label: strings.shell.signOut,
      keywords: words.leaveWords,
      icon: IconLogout,
      leads: signOut,
    },
  ];
}

const MOST_RECENT = 6;

/** Neither where the person is, nor what stands among the pages anyway. */
export function recentEntries(
  visited: readonly Visited[],
  here: string,
  pages: readonly Entry[],
): Entry[] {
  const known = new Set<string>([
    here,
    ...pages.flatMap(({ leads }) => (typeof leads === "string" ? [leads] : [])),
  ]);
  return visited
    .filter(({ path }) => !known.has(path))
    .slice(0, MOST_RECENT)
    .map(({ path, title }) => ({
      id: `recent-${path}`,
      group: "recent",
      label: title,
      icon: IconClock,
      leads: path,
    }));
}
