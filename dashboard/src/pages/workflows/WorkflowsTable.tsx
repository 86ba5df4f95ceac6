import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "@/api/queries/overview.ts";
import type { Workflow } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { OutcomeBar } from "@/components/OutcomeBar.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { SparkLine } from "@/components/SparkLine.tsx";
import { WorkflowStateChip } from "@/components/state-chips.tsx";
import { Time } from "@/components/Time.tsx";
import { useCatalogue } from "@/components/use-catalogue.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

const { columns } = strings.workflows;

type WorkflowsTableProps = {
  workflows: readonly Workflow[];
  archived: boolean;
};

export function WorkflowsTable({ workflows, archived }: WorkflowsTableProps) {
  const showOrder = !archived && workflows.length > 1;
  return (
    <DataTable label={archived ? strings.workflows.archivedTable : strings.workflows.table}>
      <Table.Thead>
        <Table.Tr>
          {showOrder && <Table.Th>{columns.position}</Table.Th>}
          <Table.Th>{columns.name}</Table.Th>
          <Table.Th>{columns.state}</Table.Th>
          <Table.Th data-wide>{columns.version}</Table.Th>
          <Table.Th data-wide>{columns.since}</Table.Th>
          <Table.Th data-wide>{columns.today}</Table.Th>
          {!archived && <Table.Th data-wide>{columns.days}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {workflows.map((workflow, index) => (
          <Table.Tr key={workflow.id} data-linked>
            {showOrder && (
              <Table.Td w="4rem" className="pm-numbers">
                {formatNumber(index + 1)}
              </Table.Td>
            )}
            <WorkflowCells workflow={workflow} />
            {!archived && <SparkCell id={workflow.id} />}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

/** From the same counts as the first page. */
function SparkCell({ id }: { id: string }) {
  const { data } = useQuery(overviewQuery);
  const activity = data?.workflows?.find((workflow) => workflow.id === id);
  return (
    <Table.Td data-wide>
      {data && activity && <SparkLine firstDay={data.first_day} counts={activity.runs_by_day} />}
    </Table.Td>
  );
}

function WorkflowCells({ workflow }: { workflow: Workflow }) {
  const event = useCatalogue()?.events.find(({ key }) => key === workflow.event);
  const { running } = workflow;
  const version = running?.version ?? workflow.latest_version;
  const hasNewerText = workflow.draft !== null && workflow.latest_version !== null;
  return (
    <>
      <Table.Td>
        <RowLink to={paths.workflow(workflow.id)}>{workflow.name}</RowLink>
        <div data-sub>{event?.label ?? workflow.event}</div>
      </Table.Td>
      <Table.Td>
        <WorkflowStateChip state={workflow.state} />
        {hasNewerText && <div data-sub>{strings.workflows.draftBeside}</div>}
      </Table.Td>
      <Table.Td data-wide>
        {version === null ? strings.common.none : strings.workflows.version(version)}
      </Table.Td>
      <Table.Td data-wide>
        {running === null ? (
          strings.common.none
        ) : (
          <>
            <Time at={running.since} />
            {running.since_by && (
              <div data-sub>
                {strings.common.by(
                  strings.common.actor(running.since_by.type, running.since_by.name),
                )}
              </div>
            )}
          </>
        )}
      </Table.Td>
      <Table.Td data-wide>
        <OutcomeBar counts={workflow.runs_today} />
      </Table.Td>
    </>
  );
}
