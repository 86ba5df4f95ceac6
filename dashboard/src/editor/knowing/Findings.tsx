// What is proved about one route: a badge for each kind on the card's face, and what it means below it.
import { Button, VisuallyHidden } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBarUp,
  IconCheck,
  IconCircleOff,
  IconCopyCheck,
  IconFlask,
  IconLayersIntersect,
  IconQuestionMark,
} from "@tabler/icons-react";
import { useId, useState } from "react";
import { formatDay, formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { type Knowing, useKnowing } from "./context.ts";
import { explain, type NamedRoute, positionOf } from "./finding-words.ts";
import type { Intended } from "./intended.ts";
import classes from "./knowing.module.css";
import type { RouteFinding } from "./model/findings.ts";
import { findingName } from "./model/intended.ts";
import { Sample } from "./Sample.tsx";

const words = strings.knowing.finding;

const ICONS = {
  never_matches: IconCircleOff,
  contradiction: IconAlertTriangle,
  redundant: IconCopyCheck,
  overlap: IconLayersIntersect,
  undecided: IconQuestionMark,
} as const;

/** One pair overlapping is told in full; beyond this many, the number of the rest. */
const MOST_TOLD = 6;

/** A finding with its name, and the mark that somebody gave it. */
interface Named {
  readonly finding: RouteFinding;
  readonly name: string | null;
  readonly mark: Intended | null;
}

export function useFindings(route: string) {
  const knowing = useKnowing();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const named = knowing ? namedFindings(knowing, route) : [];
  const findings = [...named.filter(({ mark }) => !mark), ...named.filter(({ mark }) => mark)];
  return { findings, isOpen: isOpen && findings.length > 0, toggle: () => setOpen(!isOpen), id };
}

export function namedFindings(knowing: Knowing, route: string): readonly Named[] {
  const document = knowing.checked.of?.document;
  return (knowing.findings.get(route) ?? []).map((finding) => {
    const name = document ? findingName(finding, route, document) : null;
    return { finding, name, mark: (name !== null && knowing.marks.marked.get(name)) || null };
  });
}

export type FindingsView = ReturnType<typeof useFindings>;

export function FindingBadges({ findings, isOpen, toggle, id }: FindingsView) {
  const why = useKnowing()?.whyStale.findings ?? null;
  if (findings.length === 0) return null;
  const open = findings.flatMap(({ finding, mark }) => (mark ? [] : [finding.kind]));
  const intended = findings.length - open.length;
  const button = { type: "button", className: classes.badge, "aria-expanded": isOpen } as const;
  return (
    <div className={classes.badges}>
      {[...new Set(open)].map((kind) => {
        const Icon = ICONS[kind];
        const count = open.filter((one) => one === kind).length;
        return (
          <button
            key={kind}
            {...button}
            data-kind={kind}
            data-stale={why ?? undefined}
            aria-controls={id}
            onClick={toggle}
          >
            <Icon size={14} aria-hidden="true" />
            {words[kind]}
            {count > 1 && ` (${formatNumber(count)})`}
            {why && <VisuallyHidden component="span"> {words.stale[why]}</VisuallyHidden>}
          </button>
        );
      })}
      {intended > 0 && (
        <button {...button} data-kind="intended" aria-controls={id} onClick={toggle}>
          <IconCheck size={14} aria-hidden="true" />
          {words.intended(intended)}
        </button>
      )}
    </div>
  );
}

interface PanelProps extends FindingsView {
  route: NamedRoute;
  routes: readonly NamedRoute[];
  /** Absent for who only reads, and for *Everything else*, which stays where it is. */
  onMove?: (to: number) => void;
  /** Whether findings can be marked; who may move the route may mark them. */
  mayMark?: boolean;
}

export function FindingPanel(props: PanelProps) {
  const { findings, isOpen, id, route } = props;
  const name = route.name.trim() || strings.editor.routes.untitled;
  // What is marked is always there, so that the mark can be taken back.
  const open = findings.filter(({ mark }) => !mark);
  const told = [...open.slice(0, MOST_TOLD), ...findings.filter(({ mark }) => mark)];
  const more = findings.length - told.length;
  return (
    <section id={id} hidden={!isOpen} aria-label={words.label(name)}>
      {isOpen && (
        <div className={classes.findings} data-read-only={!props.onMove || undefined}>
          {told.map((named, index) => (
            <Explained key={named.name ?? index} {...props} named={named} />
          ))}
          {more > 0 && <p>{words.more(more)}</p>}
        </div>
      )}
    </section>
  );
}

function Explained({ named, route, routes, onMove, mayMark }: PanelProps & { named: Named }) {
  const { finding, mark } = named;
  const { witness } = finding;
  return (
    <div
      className={classes.finding}
      data-finding={finding.kind}
      data-intended={!!mark || undefined}
    >
      <p>{explain(finding, route.id, routes)}</p>
      {finding.kind !== "undecided" && <p data-scope>{words.scope[finding.scope]}</p>}
      {mark && <p data-scope>{markedBy(mark)}</p>}
      {witness && <Sample inquiry={witness} />}
      <Fixes
        named={named}
        route={route}
        routes={routes}
        onMove={onMove}
        mayMark={mayMark ?? onMove !== undefined}
      />
    </div>
  );
}

function Fixes(props: {
  named: Named;
  route: NamedRoute;
  routes: readonly NamedRoute[];
  onMove: ((to: number) => void) | undefined;
  mayMark: boolean;
}) {
  const { named, route, routes, onMove, mayMark } = props;
  const { finding, mark } = named;
  const onTry = useKnowing()?.onTry ?? null;
  const { witness } = finding;
  const above = onMove && !mark ? blockerAbove(finding, route, routes) : null;
  const hasExample = onTry !== null && witness !== null;
  const canMark = mayMark && named.name !== null;
  if (above === null && !hasExample && !canMark) return null;
  return (
    <div className={classes.fixes}>
      {above !== null && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowBarUp size={15} aria-hidden="true" />}
          onClick={() => onMove?.(above)}
        >
          {words.moveAbove(formatNumber(above + 1))}
        </Button>
      )}
      {hasExample && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFlask size={15} aria-hidden="true" />}
          onClick={() => onTry(witness)}
        >
          {finding.kind === "overlap" ? words.showOverlap : words.showExample}
        </Button>
      )}
      {canMark && <MarkButton name={named.name} mark={mark} />}
    </div>
  );
}

/** Who has marked a finding, and when. */
export function markedBy({ marked_by: { type, name }, marked_at: at }: Intended): string {
  return words.intendedBy(strings.common.actor(type, name), formatDay(at));
}

export function MarkButton(props: {
  name: string | null;
  mark: Intended | null;
  size?: "compact-xs" | "compact-sm";
}) {
  const { name, mark, size = "compact-sm" } = props;
  const marks = useKnowing()?.marks;
  if (!marks || name === null) return null;
  return (
    <Button
      size={size}
      variant="default"
      loading={marks.isSaving}
      leftSection={<IconCheck size={15} aria-hidden="true" />}
      onClick={() => marks.set(name, mark === null)}
    >
      {mark ? words.showAgain : words.markIntended}
    </Button>
  );
}

/** The first of the routes that take what this one would: above it, the route matches again. */
function blockerAbove(
  finding: RouteFinding,
  route: NamedRoute,
  routes: readonly NamedRoute[],
): number | null {
  const others =
    finding.kind === "never_matches"
      ? finding.blockedBy
      : finding.kind === "overlap"
        ? [finding.other]
        : [];
  const own = positionOf(route.id, routes);
  const above = others.map((id) => positionOf(id, routes)).filter((at) => at >= 0 && at < own);
  return above.length === 0 ? null : Math.min(...above);
}
