// What other items on a list would change, before they are saved. Nothing here stands in the way of saving.
import { Button, Loader, Stack, Text } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { useId } from "react";
import type { ListImpact, ListImpactWorkflow } from "@/api/preview-types.ts";
import { messageOf } from "@/api/problem.ts";
import { strings } from "@/strings/index.ts";
import classes from "./ItemsImpact.module.css";
import { decisionsOf, remarksOf } from "./model.ts";

const text = strings.itemsImpact;

type ItemsImpactProps = {
  query: UseQueryResult<ListImpact>;
  /** Whether the answer is of items that stand there no more: then it is not shown. */
  isOfAnother?: boolean;
  /** Whether remarks name the line of a file. */
  lines?: boolean;
};

export function ItemsImpact({ query, isOfAnother = false, lines = false }: ItemsImpactProps) {
  const titleId = useId();
  const { data, error, refetch } = query;
  const isWorking = query.isFetching || isOfAnother;
  return (
    <section
      aria-labelledby={titleId}
      className={classes.box}
      data-impact={data && !isOfAnother ? "known" : ""}
    >
      <Text fw={600} id={titleId}>
        {text.title}
      </Text>
      <div role="status">
        {isWorking ? (
          <Text component="div" c="dimmed" size="sm">
            <Loader size={12} aria-hidden="true" mr={6} />
            {text.working}
          </Text>
        ) : error ? (
          <Text size="sm">{text.failed(messageOf(error))}</Text>
        ) : (
          data && <Summary impact={data} />
        )}
      </div>
      {error && !isWorking && (
        <Button size="compact-xs" variant="default" onClick={() => void refetch()}>
          {text.retry}
        </Button>
      )}
      {data && !isWorking && <Details impact={data} lines={lines} />}
    </section>
  );
}

function Summary({ impact }: { impact: ListImpact }) {
  if (impact.workflows.length === 0) return <Text size="sm">{text.unused}</Text>;
  if (impact.workflows.every((workflow) => workflow.decided_differently === 0))
    return <Text size="sm">{text.none}</Text>;
  return impact.workflows
    .filter((workflow) => workflow.decided_differently > 0)
    .map((workflow) => (
      <Text size="sm" key={workflow.id} data-decided={workflow.decided_differently}>
        {text.version(workflow.name, workflow.version)}:{" "}
        <b>{text.decided(workflow.decided_differently)}</b>: {text.cells(decisionsOf(workflow))}.
      </Text>
    ));
}

function Details({ impact, lines }: { impact: ListImpact; lines: boolean }) {
  return (
    <Stack gap={4} mt={4}>
      {impact.workflows.map((workflow) => (
        <Workflow key={workflow.id} workflow={workflow} />
      ))}
      <Text size="sm" c="dimmed">
        {text.matched(impact.matched, impact.considered)}{" "}
        {lines && `${text.counts(impact.added, impact.already, impact.bad)}.`}{" "}
        {!impact.compared && text.notCompared}
      </Text>
      {impact.remarks.length > 0 && <Remarks impact={impact} lines={lines} />}
    </Stack>
  );
}

function Workflow({ workflow }: { workflow: ListImpactWorkflow }) {
  const others = workflow.changed - workflow.decided_differently;
  // Routes of several workflows may have the same name.
  const whose = `${text.version(workflow.name, workflow.version)}: `;
  return (
    <>
      {others > 0 && (
        <Text size="sm">
          {whose}
          {text.byAnotherRoute(others)}
        </Text>
      )}
      {workflow.routes.map(({ id, name, before, after }) => (
        <Text size="sm" key={id}>
          {whose}
          {text.route(name, before, after)}
        </Text>
      ))}
    </>
  );
}

function Remarks({ impact, lines }: { impact: ListImpact; lines: boolean }) {
  const { shown, more } = remarksOf(impact);
  return (
    <div>
      <Text size="sm" fw={600}>
        {text.remarks}
      </Text>
      <ul className={classes.remarks}>
        {shown.map((remark) => (
          <li key={`${remark.kind} ${remark.number}`} data-kind={remark.kind}>
            {lines && `${text.line(remark.number)}: `}
            {text.remark(remark)}
          </li>
        ))}
        {more > 0 && <li>{text.more(more)}</li>}
      </ul>
    </div>
  );
}
