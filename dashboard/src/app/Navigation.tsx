// The sections this person may see; the rest is absent.
import { VisuallyHidden } from "@mantine/core";
import {
  IconChecklist,
  IconHistory,
  IconHome,
  IconKey,
  IconListDetails,
  IconRoute2,
  IconUserSearch,
  IconUsersGroup,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { queueSizeQuery } from "@/api/queries/inquiries.ts";
import type { Right } from "@/api/types.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { paths } from "./paths.ts";
import classes from "./Shell.module.css";
import { useMay } from "./session.ts";

type Section = {
  label: string;
  to: string;
  icon: typeof IconKey;
  rights: readonly Right[];
  /** How much waits there, if anything. */
  badge?: () => ReactNode;
};

/** How soon the navigation knows that more waits for review. */
const REFRESH_BADGE_MS = 30_000;

const WORK: readonly Section[] = [
  { label: strings.shell.home, to: paths.home, icon: IconHome, rights: ["inquiries.read"] },
  {
    label: strings.shell.review,
    to: paths.review,
    icon: IconChecklist,
    rights: ["inquiries.read"],
    badge: ReviewBadge,
  },
  {
    label: strings.shell.inquiries,
    to: paths.inquiries,
    icon: IconUserSearch,
    rights: ["inquiries.read"],
  },
  {
    label: strings.shell.workflows,
    to: paths.workflows,
    icon: IconRoute2,
    rights: ["workflows.read"],
  },
  { label: strings.shell.lists, to: paths.lists, icon: IconListDetails, rights: ["lists.read"] },
];
const DEVELOPERS: readonly Section[] = [
  { label: strings.shell.apiKeys, to: paths.apiKeys, icon: IconKey, rights: ["keys.read"] },
];
const PEOPLE: readonly Section[] = [
  {
    label: strings.shell.team,
    to: paths.team,
    icon: IconUsersGroup,
    rights: ["members.read"],
  },
  { label: strings.shell.audit, to: paths.audit, icon: IconHistory, rights: ["audit.read"] },
];

/** In the order of the screen; *Go to* offers the same. */
export const SECTIONS: readonly Section[] = [...WORK, ...DEVELOPERS, ...PEOPLE];

export function Navigation({ onNavigate }: { onNavigate: () => void }) {
  return (
    <>
      <Sections sections={WORK} onNavigate={onNavigate} />
      <Sections heading={strings.shell.developers} sections={DEVELOPERS} onNavigate={onNavigate} />
      <Sections heading={strings.shell.organization} sections={PEOPLE} onNavigate={onNavigate} />
    </>
  );
}

function Sections(props: {
  heading?: string;
  sections: readonly Section[];
  onNavigate: () => void;
}) {
  const may = useMay();
  const allowed = props.sections.filter(({ rights }) => rights.some(may));
  if (allowed.length === 0) return null;
  return (
    <>
      {props.heading !== undefined && <div className={classes.group}>{props.heading}</div>}
      <ul className={classes.list}>
        {allowed.map(({ label, to, icon: Icon, badge: Badge }) => (
          <li key={to}>
            <NavLink to={to} className={classes.link} onClick={props.onNavigate}>
              <Icon size={18} stroke={1.75} aria-hidden="true" />
              {label}
              {Badge && <Badge />}
            </NavLink>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Absent while nothing waits. */
function ReviewBadge() {
  const { data } = useQuery({ ...queueSizeQuery, refetchInterval: REFRESH_BADGE_MS });
  if (!data || data.waiting === 0) return null;
  return (
    <span className={classes.badge}>
      <span aria-hidden="true">{formatNumber(data.waiting)}</span>
      <VisuallyHidden>{strings.shell.reviewWaiting(formatNumber(data.waiting))}</VisuallyHidden>
    </span>
  );
}
