// The workflows that run, with what they did today and in two weeks.
import { Anchor, Table, Text } from "@mantine/core";
import { Link } from "react-router";
import type { WorkflowActivity } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { OutcomeBar } from "@/components/OutcomeBar.tsx";
import { Section } from "@/components/Section.tsx";
import { SparkLine } from "@/components/SparkLine.tsx";
import { formatDateTime } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Home.module.css";

type RunningSectionProps = { workflows: readonly WorkflowActivity[]; firstDay: string };

export function RunningSection({ workflows, firstDay }: RunningSectionProps) {
  const running = workflows.filter(({ state }) => state === "running");
  return (
    <Section
      title={strings.home.workflows}
      aside={
        <Anchor component={Link} to={paths.workflows} size="sm">
          {strings.home.seeWorkflows}
        </Anchor>
      }
    >
      {running.length === 0 ? (
        <NoneRuns isEmpty={workflows.length === 0} />
      ) : (
        <Table aria-label={strings.home.workflowsTable} className={classes.running}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{strings.home.workflowColumns.name}</Table.Th>
              <Table.Th>{strings.home.workflowColumns.today}</Table.Th>
              <Table.Th>{strings.home.workflowColumns.days}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {running.map((workflow) => (
              <RunningRow key={workflow.id} workflow={workflow} firstDay={firstDay} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Section>
  );
}

function RunningRow({ workflow, firstDay }: { workflow: WorkflowActivity; firstDay: string }) {
  const { running } = workflow;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} to={paths.workflow(workflow.id)} fw={600}>
          {workflow.name}
        </Anchor>
        {running && (
          <Text size="sm" c="dimmed">
            {strings.home.since(running.version, formatDateTime(running.since))}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <OutcomeBar counts={workflow.runs_today} />
      </Table.Td>
      <Table.Td>
        <SparkLine firstDay={firstDay} counts={workflow.runs_by_day} />
      </Table.Td>
    </Table.Tr>
  );
}

function NoneRuns({ isEmpty }: { isEmpty: boolean }) {
  const mayWrite = useMay()("workflows.write");
  return (
    <>
      <Text>{strings.home.noWorkflows}</Text>
      <Text c="dimmed" size="sm">
        {strings.home.noWorkflowsHint}
      </Text>
      {isEmpty && mayWrite && (
        <Anchor component={Link} to={paths.newWorkflow} mt="xs" display="inline-block">
          {strings.home.addWorkflow}
        </Anchor>
      )}
    </>
  );
}
