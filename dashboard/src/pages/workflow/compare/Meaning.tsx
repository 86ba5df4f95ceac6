// For whom two texts decide differently, each kind with an example, or the proof that nobody is.
import { Anchor, Text } from "@mantine/core";
import { IconArrowRight, IconCheck, IconQuestionMark } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Compared, ComparedChange } from "@/api/preview-types.ts";
import type { InquiryBody, WorkflowDocument } from "@/api/types.ts";
import { Chip } from "@/components/Chip.tsx";
import { EVERYTHING_ELSE } from "@/editor/knowing/model/counts.ts";
import { Sample } from "@/editor/knowing/Sample.tsx";
import { strings } from "@/strings/index.ts";
import { workflowPaths } from "../workflow-paths.ts";
import classes from "./compare.module.css";

const words = strings.comparison.meaning;

/** The names of routes at both sides. */
export type NameOf = (side: "from" | "to", route: string) => string;

export function Meaning(props: {
  compared: NonNullable<Compared["comparison"]>;
  workflow: string;
  nameOf: NameOf;
}) {
  const { compared, workflow, nameOf } = props;
  const { equal, changes, undecided } = compared;
  const isAnyDecision = [...changes, ...undecided].some(({ kind }) => kind === "decision");
  return (
    <>
      {!isAnyDecision && (equal || changes.length > 0) && (
        <div className={classes.proved}>
          <Chip tone="approve" icon={IconCheck} label={equal ? words.equal : words.onlyReasons} />
          <Text>{equal ? words.equalDetail : words.onlyReasonsDetail}</Text>
        </div>
      )}
      {changes.length > 0 && (
        <ul className={classes.changes} aria-label={words.label}>
          {changes.map((change) => (
            <li key={`${change.kind} ${change.from} ${change.to}`}>
              <Change change={change} workflow={workflow} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      )}
      {undecided.map(({ kind, from, to, because }) => (
        <Text key={`${kind} ${from} ${to}`} mt="sm">
          <IconQuestionMark size={15} aria-hidden="true" /> {words.undecided(from, to)} {because}
        </Text>
      ))}
    </>
  );
}

/** Why there is nothing to show: one of the texts has errors. */
export function Unproved({ because }: { because: string }) {
  return (
    <Text>
      <IconQuestionMark size={15} aria-hidden="true" /> {words.unproved(because)}
    </Text>
  );
}

function Change(props: { change: ComparedChange; workflow: string; nameOf: NameOf }) {
  const { change, workflow, nameOf } = props;
  const { kind, from, to, regions } = change;
  const inquiry = change.witness as InquiryBody;
  return (
    <>
      <Text fw={600} component="h3" m={0} fz="md">
        <IconArrowRight size={15} aria-hidden="true" />{" "}
        {kind === "decision" ? words.decision(from, to) : words.reason(from)}
      </Text>
      {change.scope === "any_lists" && <Text c="dimmed">{words.elsewhere}</Text>}
      <ul className={classes.regions} aria-label={words.regions}>
        {regions.map((region) => (
          <li key={region}>{words.region(region)}</li>
        ))}
        {change.more_regions && <li>{words.moreRegions}</li>}
      </ul>
      <Sample inquiry={inquiry} />
      <Text size="sm" c="dimmed">
        {words.routes(nameOf("from", change.from_route), nameOf("to", change.to_route))}
      </Text>
      <Anchor
        component={Link}
        to={workflowPaths.tab(workflow, "try")}
        state={{ inquiry }}
        size="sm"
        display="inline-block"
      >
        {words.tryExample}
      </Anchor>
    </>
  );
}

/** Names of the routes of two texts; one that has gone is called by its id. */
export function namesOf(
  from: WorkflowDocument | null | undefined,
  to: WorkflowDocument | null | undefined,
): NameOf {
  const names = { from: routeNames(from), to: routeNames(to) };
  return (side, route) => {
    if (route === EVERYTHING_ELSE) return strings.editor.everythingElse.name;
    return names[side].get(route)?.trim() || route;
  };
}

function routeNames(document: WorkflowDocument | null | undefined): ReadonlyMap<string, string> {
  return new Map(document?.routes.map(({ id = "", name = "" }) => [id, `“${name}”`]));
}
