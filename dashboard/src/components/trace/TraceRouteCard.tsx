// One route of a trace: its verdict, and its conditions to unfold.
import { UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useId, useState } from "react";
import type { TraceRoute } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Trace.module.css";
import { TraceConditions } from "./TraceConditions.tsx";
import { VerdictMark } from "./VerdictMark.tsx";

type TraceRouteCardProps = { route: TraceRoute; position: number; startsUnfolded: boolean };

export function TraceRouteCard({ route, position, startsUnfolded }: TraceRouteCardProps) {
  const [unfolded, setUnfolded] = useState(startsUnfolded);
  const conditionsId = useId();
  return (
    <li className={classes.route} data-taken={route.taken || undefined}>
      <UnstyledButton
        className={classes.head}
        aria-expanded={unfolded}
        aria-controls={conditionsId}
        onClick={() => setUnfolded(!unfolded)}
      >
        <VerdictMark verdict={route.verdict} label={strings.trace.route[route.verdict]} strong />
        <span className={classes.position}>{strings.trace.position(position)}</span>
        <span className={classes.name}>{route.name}</span>
        {route.taken && <span className={classes.taken}>{strings.trace.taken}</span>}
        <IconChevronDown size={16} className={classes.chevron} aria-hidden="true" />
      </UnstyledButton>
      <div id={conditionsId} hidden={!unfolded}>
        <TraceConditions node={route.condition} />
      </div>
    </li>
  );
}
