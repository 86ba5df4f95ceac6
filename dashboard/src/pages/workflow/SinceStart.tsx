// After the start: what the version was expected to do, what it did, and one click back to the version before.
import { Skeleton, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconArrowBackUp } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sinceStartQuery, WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { SinceStartCount, SinceStartCounts } from "@/api/types.ts";
import { Chip } from "@/components/Chip.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { notifyDone, notifyFailed, notifyWithUndo } from "@/components/notify.tsx";
import { ErrorBox } from "@/components/ProblemBox.tsx";
import { Section } from "@/components/Section.tsx";
import { startWorkflow, versionQuery } from "@/editor/queries.ts";
import { formatNumber, formatShare } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import { ReasonedButton } from "./ReasonedButton.tsx";

const words = strings.sinceStart;

/** With fewer on either side the server marks nothing. */
const LEAST = 100;

export function SinceStart() {
  const { workflow } = useWorkflowPage();
  const version = workflow.running?.version;
  const found = useQuery({
    ...sinceStartQuery(workflow.id, version ?? 0),
    enabled: version !== undefined,
  });
  if (version === undefined) return null;
  return (
    <Section
      title={words.title(version)}
      aside={<GoBack version={version} before={found.data?.before ?? null} />}
    >
      {found.data?.compared ? (
        <Compared compared={found.data.compared} version={version} />
      ) : found.isError ? (
        <ErrorBox error={found.error} onRetry={() => void found.refetch()} />
      ) : (
        <Skeleton height={96} />
      )}
    </Section>
  );
}

function Compared({ compared, version }: { compared: SinceStartCounts; version: number }) {
  const { workflow } = useWorkflowPage();
  const text = useQuery(versionQuery(workflow.id, version));
  const names = new Map(text.data?.document?.routes.map(({ id = "", name }) => [id, name]));
  const { expected_of: expectedOf, actual_of: actualOf } = compared;
  const rows = [
    ...compared.routes.map((route) => ({ ...route, name: names.get(route.id) || route.id })),
    {
      ...compared.everything_else,
      id: "everything_else",
      name: strings.editor.everythingElse.name,
    },
  ];
  // Of a part of the past, or of a few, nothing is said.
  const isRead = compared.complete_to !== null;
  const isEnough = Math.min(expectedOf, actualOf) >= LEAST;
  const apart = rows.filter(({ differs }) => differs).length;
  return (
    <>
      <Text size="sm" c="dimmed" mb="xs">
        {expectedOf === 0 ? words.noneBefore : words.intro(expectedOf, actualOf)}{" "}
        {actualOf === 0 && words.noneSince}
      </Text>
      {isRead && expectedOf > 0 && actualOf > 0 && (
        <Text mb="xs">
          {isEnough ? (apart === 0 ? words.asExpected : words.some(apart)) : words.tooFew(LEAST)}
        </Text>
      )}
      {compared.complete_to === null && <Text size="sm">{words.reading}</Text>}
      {compared.unknown_lists > 0 && (
        <Text size="sm" c="dimmed" mb="xs">
          {words.unknownLists(compared.unknown_lists)}
        </Text>
      )}
      {(expectedOf > 0 || actualOf > 0) && (
        <DataTable label={words.table}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.route}</Table.Th>
              <Table.Th ta="end">{words.expected}</Table.Th>
              <Table.Th ta="end">{words.actual}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="pm-numbers">
            {rows.map((row) => (
              <Row
                key={row.id}
                row={{ ...row, differs: row.differs && isRead }}
                expectedOf={expectedOf}
                actualOf={actualOf}
              />
            ))}
          </Table.Tbody>
        </DataTable>
      )}
    </>
  );
}

function Row(props: {
  row: SinceStartCount & { name: string };
  expectedOf: number;
  actualOf: number;
}) {
  const { row, expectedOf, actualOf } = props;
  return (
    <Table.Tr>
      <Table.Td>
        {row.name}{" "}
        {row.differs && <Chip tone="review" icon={IconAlertTriangle} label={words.differs} />}
      </Table.Td>
      <Table.Td ta="end">
        {expectedOf === 0 ? strings.common.none : formatShare(row.expected, expectedOf)}
      </Table.Td>
      <Table.Td ta="end">
        {actualOf === 0 ? strings.common.none : formatShare(row.actual, actualOf)}
        <div data-sub>{formatNumber(row.actual)}</div>
      </Table.Td>
    </Table.Tr>
  );
}

/** Starts the version before; the notice takes that back. */
function GoBack({ version, before }: { version: number; before: number | null }) {
  const { workflow, mayWrite } = useWorkflowPage();
  const queries = useQueryClient();
  const settled = () => queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
  const back = useMutation({
    mutationFn: (target: number) => startWorkflow(workflow.id, target),
    onSuccess: (_, target) =>
      notifyWithUndo(
        `back-${workflow.id}`,
        words.wentBack(target),
        () =>
          void startWorkflow(workflow.id, version)
            .then(() => notifyDone(words.wentBack(version)), notifyFailed)
            .finally(settled),
      ),
    onError: notifyFailed,
    onSettled: settled,
  });
  if (before === null) return null;
  return (
    <ReasonedButton
      because={mayWrite ? null : words.mayNot}
      size="xs"
      variant="default"
      leftSection={<IconArrowBackUp size={15} aria-hidden="true" />}
      loading={back.isPending}
      onClick={() => back.mutate(before)}
    >
      {words.goBack(before)}
    </ReasonedButton>
  );
}
