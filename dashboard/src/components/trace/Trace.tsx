// A run explained: every route that was tried, every condition with the value read and its verdict.
// Draws what the engine computed and decides nothing itself.
import type { Trace as TraceData } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Trace.module.css";
import { TraceRouteCard } from "./TraceRouteCard.tsx";
import { VerdictMark } from "./VerdictMark.tsx";

/** With more routes than this, only the one that was taken starts unfolded. */
const UNFOLD_ALL_UP_TO = 4;

export type TraceProps = {
  trace: TraceData;
  /** What *Everything else* does, in the engine's words, where the caller has them. */
  everythingElseSentence?: string;
};

export function Trace({ trace, everythingElseSentence }: TraceProps) {
  const unfoldAll = trace.routes.length <= UNFOLD_ALL_UP_TO;
  const fellThrough = trace.everything_else.taken;
  return (
    <ol className={classes.routes} aria-label={strings.trace.label}>
      {trace.routes.map((route, index) => (
        <TraceRouteCard
          key={route.id}
          route={route}
          position={index + 1}
          startsUnfolded={unfoldAll || route.taken}
        />
      ))}
      {fellThrough ? (
        <li className={classes.route} data-taken>
          <div className={classes.head}>
            <VerdictMark verdict="true" label={strings.trace.route.true} strong />
            <span className={classes.name}>{strings.trace.everythingElse}</span>
            <span className={classes.taken}>{strings.trace.taken}</span>
          </div>
          <p className={classes.note}>
            {everythingElseSentence ?? strings.trace.everythingElseTaken}
          </p>
        </li>
      ) : (
        <li className={classes.footnote}>{strings.trace.notTried}</li>
      )}
    </ol>
  );
}
