// What is proved about one route: a badge for each kind on the card's face, and what it means below it.
import { Button, VisuallyHidden } from "@mantine/core";
import {
  IconAlertTriangle,
  IconArrowBarUp,
  IconCircleOff,
  IconCopyCheck,
  IconFlask,
  IconLayersIntersect,
  IconQuestionMark,
} from "@tabler/icons-react";
import { useId, useState } from "react";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { useKnowing } from "./context.ts";
import { explain, type NamedRoute, positionOf } from "./finding-words.ts";
import classes from "./knowing.module.css";
import type { RouteFinding } from "./model/findings.ts";
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
const NONE: readonly RouteFinding[] = [];

export function useFindings(route: string) {
  const findings = useKnowing()?.findings.get(route) ?? NONE;
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return { findings, isOpen: isOpen && findings.length > 0, toggle: () => setOpen(!isOpen), id };
}

export type FindingsView = ReturnType<typeof useFindings>;

export function FindingBadges({ findings, isOpen, toggle, id }: FindingsView) {
  const isStale = useKnowing()?.areFindingsStale ?? false;
  if (findings.length === 0) return null;
  const kinds = [...new Set(findings.map(({ kind }) => kind))];
  return (
    <div className={classes.badges}>
      {kinds.map((kind) => {
        const Icon = ICONS[kind];
        const count = findings.filter((one) => one.kind === kind).length;
        return (
          <button
            key={kind}
            type="button"
            className={classes.badge}
            data-kind={kind}
            data-stale={isStale || undefined}
            aria-expanded={isOpen}
            aria-controls={id}
            onClick={toggle}
          >
            <Icon size={14} aria-hidden="true" />
            {words[kind]}
            {count > 1 && ` (${formatNumber(count)})`}
            {isStale && <VisuallyHidden component="span"> {words.loading}</VisuallyHidden>}
          </button>
        );
      })}
    </div>
  );
}

interface PanelProps extends FindingsView {
  route: NamedRoute;
  routes: readonly NamedRoute[];
  /** Absent for who only reads. */
  onMove?: (to: number) => void;
}

export function FindingPanel(props: PanelProps) {
  const { findings, isOpen, id, route } = props;
  const name = route.name.trim() || strings.editor.routes.untitled;
  return (
    <section id={id} hidden={!isOpen} aria-label={words.label(name)}>
      {isOpen && (
        <div className={classes.findings} data-read-only={!props.onMove || undefined}>
          {findings.slice(0, MOST_TOLD).map((finding, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: findings have no ids, and none is ever moved
            <Explained key={index} {...props} finding={finding} />
          ))}
          {findings.length > MOST_TOLD && <p>{words.more(findings.length - MOST_TOLD)}</p>}
        </div>
      )}
    </section>
  );
}

function Explained({ finding, route, routes, onMove }: PanelProps & { finding: RouteFinding }) {
  const { witness } = finding;
  return (
    <div className={classes.finding} data-finding={finding.kind}>
      <p>{explain(finding, route.id, routes)}</p>
      {finding.kind !== "undecided" && <p data-scope>{words.scope[finding.scope]}</p>}
      {witness && <Sample inquiry={witness} />}
      <Fixes finding={finding} route={route} routes={routes} onMove={onMove} />
    </div>
  );
}

function Fixes(props: {
  finding: RouteFinding;
  route: NamedRoute;
  routes: readonly NamedRoute[];
  onMove: ((to: number) => void) | undefined;
}) {
  const { finding, route, routes, onMove } = props;
  const onTry = useKnowing()?.onTry ?? null;
  const { witness } = finding;
  const above = onMove ? blockerAbove(finding, route, routes) : null;
  if (above === null && (!onTry || !witness)) return null;
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
      {onTry && witness && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFlask size={15} aria-hidden="true" />}
          onClick={() => onTry(witness)}
        >
          {finding.kind === "overlap" ? words.showOverlap : words.showExample}
        </Button>
      )}
    </div>
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
