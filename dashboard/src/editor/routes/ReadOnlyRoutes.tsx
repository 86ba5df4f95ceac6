// The routes of a text that is not being edited: a published version, or a draft of someone else's.
import { Text, VisuallyHidden } from "@mantine/core";
import type { Diagnostic, Explanation, WorkflowDocument } from "@/api/types.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { ElseFindings } from "../knowing/ElseFindings.tsx";
import { FindingBadges, FindingPanel, useFindings } from "../knowing/Findings.tsx";
import type { NamedRoute } from "../knowing/finding-words.ts";
import { EVERYTHING_ELSE } from "../knowing/model/counts.ts";
import { LeftBar, RouteCount } from "../knowing/RouteCount.tsx";
import { decisionOf, type JsonObject } from "../model/model.ts";
import { RemarkList } from "../RemarkList.tsx";
import { DecisionChip } from "./DecisionChip.tsx";
import classes from "./routes.module.css";

const words = strings.editor;

interface ReadOnlyRoutesProps {
  document: WorkflowDocument;
  explanation: Explanation;
  diagnostics?: readonly Diagnostic[];
}

export function ReadOnlyRoutes({ document, explanation, diagnostics = [] }: ReadOnlyRoutesProps) {
  const { routes, everything_else: everythingElse = [] } = document;
  const named = routes.map(({ id = "", name = "" }) => ({ id, name }));
  return (
    <section aria-label={words.routes.heading}>
      <VisuallyHidden component="h2">{words.routes.heading}</VisuallyHidden>
      <ol className={classes.routes}>
        {routes.map((route, index) => (
          <li
            key={route.id}
            className={classes.item}
            aria-label={words.routes.position(route.name, index + 1, routes.length)}
          >
            <ReadOnlyCard
              id={route.id ?? ""}
              routes={named}
              name={route.name.trim() || words.routes.untitled}
              number={formatNumber(index + 1)}
              sentence={explanation.routes[index]?.sentence ?? ""}
              actions={route.then ?? []}
              remarks={diagnostics.filter(({ pointer }) => isWithin(pointer, `/routes/${index}`))}
            />
          </li>
        ))}
      </ol>
      <ReadOnlyCard
        isLast
        id={EVERYTHING_ELSE}
        routes={named}
        name={words.everythingElse.name}
        number=""
        sentence={words.everythingElse.detail}
        actions={everythingElse}
        remarks={diagnostics.filter(({ pointer }) => isWithin(pointer, "/everything_else"))}
      />
    </section>
  );
}

function ReadOnlyCard(props: {
  id: string;
  routes: readonly NamedRoute[];
  name: string;
  number: string;
  sentence: string;
  actions: readonly object[];
  remarks: readonly Diagnostic[];
  isLast?: boolean;
}) {
  const { id, name, routes } = props;
  const findings = useFindings(id);
  const decision = decisionOf(props.actions as JsonObject[]);
  return (
    <article className={classes.card} data-last={props.isLast || undefined}>
      <LeftBar route={id} />
      <div className={classes.face} data-read-only>
        <span className={classes.number}>{props.number}</span>
        <div className={classes.words}>
          <h3 className={classes.name}>{name}</h3>
          <Text c="dimmed" className={classes.sentence}>
            {props.sentence}
          </Text>
          <RemarkList remarks={props.remarks} />
          {props.isLast && <ElseFindings decision={decision} />}
          <FindingBadges {...findings} />
        </div>
        <RouteCount route={id} />
        <div className={classes.action}>
          <DecisionChip decision={decision} />
        </div>
      </div>
      <FindingPanel {...findings} route={{ id, name }} routes={routes} />
    </article>
  );
}

function isWithin(pointer: string, ancestor: string): boolean {
  return pointer === ancestor || pointer.startsWith(`${ancestor}/`);
}
