// Values before and after, side by side, in words.
import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { workflowsQuery } from "@/api/queries/workflows.ts";
import type { AuditValue } from "@/api/types.ts";
import { useMay } from "@/app/session.ts";
import { linesOf } from "@/pages/audit/words.ts";
import { strings } from "@/strings/index.ts";
import classes from "./AuditEntryPage.module.css";

export function BeforeAfter({ changes }: { changes: readonly AuditValue[] }) {
  const nameOf = useWorkflowNames(changes.some(({ name }) => name === "order"));
  return (
    <Table aria-label={strings.audit.changed} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{strings.audit.valueColumn}</Table.Th>
          <Table.Th>{strings.audit.before}</Table.Th>
          <Table.Th>{strings.audit.after}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {changes.map(({ name, before, after, personal }) => (
          <Table.Tr key={`${name}-${personal}`}>
            <Table.Th scope="row" className={classes.value}>
              {strings.audit.valueName(name)}
              {personal && (
                <Text size="xs" c="dimmed">
                  {strings.audit.personal}
                </Text>
              )}
            </Table.Th>
            <Side lines={linesOf(name, before, nameOf)} />
            <Side lines={linesOf(name, after, nameOf)} />
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Side({ lines }: { lines: readonly string[] | undefined }) {
  if (lines === undefined) {
    return (
      <Table.Td c="dimmed" className={classes.value}>
        {strings.audit.nothing}
      </Table.Td>
    );
  }
  const [only, ...rest] = lines;
  return (
    <Table.Td className={classes.value}>
      {rest.length === 0 ? (
        only
      ) : (
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </Table.Td>
  );
}

/** The order of workflows is recorded by their ids; people know them by name. */
function useWorkflowNames(needed: boolean): (id: string) => string {
  const mayRead = useMay()("workflows.read");
  const workflows = useQuery({ ...workflowsQuery(), enabled: needed && mayRead });
  const names = new Map((workflows.data?.data ?? []).map(({ id, name }) => [id, name]));
  return (id) => names.get(id) ?? id;
}
