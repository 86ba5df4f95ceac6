// What this workflow did, run by run. Version and route are in the address.
import { Button, Group, NativeSelect, Table, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import type { Run } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { ActionChip } from "@/components/state-chips.tsx";
import { Time } from "@/components/Time.tsx";
import { runsQuery, versionQuery } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";

const words = strings.editor.page.runs;

export function RunsTab() {
  const { workflow } = useWorkflowPage();
  const filter = useRunFilter();
  const paging = usePaging();
  const { version, route } = filter;
  const runs = useQuery(runsQuery(workflow.id, { version, route, cursor: paging.cursor }));
  const isFiltered = version !== undefined || route !== undefined;
  return (
    <>
      <Filters filter={filter} />
      <QueryView query={runs}>
        {({ data, next_cursor }) =>
          data.length === 0 ? (
            <EmptyState
              icon={IconHistory}
              title={words.emptyTitle}
              detail={isFiltered ? words.emptyFiltered : words.emptyDetail}
            >
              {isFiltered && (
                <Button variant="default" onClick={filter.clear}>
                  {words.clear}
                </Button>
              )}
            </EmptyState>
          ) : (
            <>
              <RunsTable runs={data} busy={runs.isPlaceholderData} />
              <Pager paging={paging} nextCursor={next_cursor} />
            </>
          )
        }
      </QueryView>
    </>
  );
}

function RunsTable({ runs, busy }: { runs: readonly Run[]; busy: boolean }) {
  return (
    <DataTable label={words.label} busy={busy}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{words.inquiry}</Table.Th>
          <Table.Th>{words.route}</Table.Th>
          <Table.Th>{words.result}</Table.Th>
          <Table.Th data-wide>{words.version}</Table.Th>
          <Table.Th data-wide>{words.at}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {runs.map((run) => (
          <Table.Tr key={run.id} data-linked>
            <Table.Td>
              <RowLink to={paths.inquiry(run.inquiry)}>
                {run.inquiry_reference_id ?? run.inquiry}
              </RowLink>
            </Table.Td>
            <Table.Td>{run.route_name}</Table.Td>
            <Table.Td>
              {run.actions.map(({ action }) => (
                <ActionChip key={action} action={action} />
              ))}
              {!run.applied && run.reason && (
                <Text size="xs" c="dimmed">
                  {words.notApplied}: {words.reason[run.reason]}
                </Text>
              )}
            </Table.Td>
            <Table.Td data-wide>{run.version}</Table.Td>
            <Table.Td data-wide>
              <Time at={run.at} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

type RunFilterState = ReturnType<typeof useRunFilter>;

function Filters({ filter }: { filter: RunFilterState }) {
  const { workflow } = useWorkflowPage();
  const latest = workflow.latest_version ?? 0;
  const shown = filter.version ?? latest;
  const version = useQuery({ ...versionQuery(workflow.id, shown), enabled: shown > 0 });
  if (latest === 0) return null;
  const versions = Array.from({ length: latest }, (_, index) => `${latest - index}`);
  const routes = version.data?.document?.routes ?? [];
  const known = routes.map(({ id, name }) => ({ value: id, label: name }));
  const chosen = filter.route;
  const isUnknown =
    chosen !== undefined &&
    chosen !== "everything_else" &&
    !known.some(({ value }) => value === chosen);
  return (
    <Group mb="md" align="flex-end">
      <NativeSelect
        label={words.version}
        value={filter.version === undefined ? "" : `${filter.version}`}
        data={[
          { value: "", label: words.allVersions },
          ...versions.map((value) => ({
            value,
            label: strings.editor.page.versions.name(Number(value)),
          })),
        ]}
        onChange={(event) => filter.set("version", event.currentTarget.value)}
      />
      <NativeSelect
        label={words.route}
        value={chosen ?? ""}
        data={[
          { value: "", label: words.allRoutes },
          ...known,
          ...(isUnknown ? [{ value: chosen, label: chosen }] : []),
          { value: "everything_else", label: strings.editor.everythingElse.name },
        ]}
        onChange={(event) => filter.set("route", event.currentTarget.value)}
      />
    </Group>
  );
}

function useRunFilter() {
  const [query, setQuery] = useSearchParams();
  const number = Number(query.get("version") ?? Number.NaN);
  return {
    version: Number.isInteger(number) && number > 0 ? number : undefined,
    route: query.get("route") ?? undefined,
    set(key: "version" | "route", value: string) {
      const after = new URLSearchParams(query);
      after.delete("cursor");
      if (value === "") after.delete(key);
      else after.set(key, value);
      setQuery(after);
    },
    clear: () => setQuery(new URLSearchParams()),
  };
}
