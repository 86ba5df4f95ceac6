// Before publishing: what the draft would have done with past inquiries, route by route, beside what runs.
import { Anchor, Group, Skeleton, Table, Text } from "@mantine/core";
import { Link } from "react-router";
import type { Preview } from "@/api/preview-types.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { OutcomeStrip } from "@/components/OutcomeBar.tsx";
import { Section } from "@/components/Section.tsx";
import { type Knowing, useKnowing } from "@/editor/knowing/context.ts";
import { CellTable, useRouteNames } from "@/editor/knowing/FlowPanel.tsx";
import { Notes, Outcomes, WindowField } from "@/editor/knowing/ImpactParts.tsx";
import impact from "@/editor/knowing/impact.module.css";
import { EVERYTHING_ELSE } from "@/editor/knowing/model/counts.ts";
import { splitFlow } from "@/editor/knowing/model/flow.ts";
import { formatChange, formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { workflowPaths } from "./workflow-paths.ts";

const words = strings.knowing.publish;

/** The biggest changes; the rest is one press away. */
const MOST_SHOWN = 5;

export function PublishEffect() {
  const knowing = useKnowing();
  if (!knowing) return null;
  const { answer, isWaiting } = knowing.preview;
  return (
    <Section title={words.effect} aside={<WindowField />}>
      {answer ? (
        <Effect knowing={knowing} preview={answer} />
      ) : (
        isWaiting && <Skeleton height={120} />
      )}
      <Notes knowing={knowing} />
    </Section>
  );
}

function Effect({ knowing, preview }: { knowing: Knowing; preview: Preview }) {
  return (
    <>
      <Group gap="xs" mb={6} className={impact.line}>
        <Outcomes preview={preview} />
      </Group>
      {preview.considered > 0 && <OutcomeStrip counts={preview.outcomes} />}
      <RouteTable knowing={knowing} preview={preview} />
      <TopChanges knowing={knowing} preview={preview} />
    </>
  );
}

function RouteTable({ knowing, preview }: { knowing: Knowing; preview: Preview }) {
  const nameOf = useRouteNames(knowing);
  const hasBaseline = preview.baseline !== null;
  const rows = [...preview.routes, { id: EVERYTHING_ELSE, ...preview.everything_else }];
  return (
    <div className={impact.strip}>
      <DataTable label={words.table} busy={knowing.areCountsStale}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{words.route}</Table.Th>
            {hasBaseline && (
              <Table.Th ta="end" data-wide>
                {words.before}
              </Table.Th>
            )}
            <Table.Th ta="end">{words.after}</Table.Th>
            {hasBaseline && <Table.Th ta="end">{words.change}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="pm-numbers">
          {rows.map(({ id, count, baseline_count: before }) => (
            <Table.Tr key={id}>
              <Table.Td>{nameOf("to", id)}</Table.Td>
              {hasBaseline && (
                <Table.Td ta="end" data-wide>
                  {before === null ? strings.common.none : formatNumber(before)}
                </Table.Td>
              )}
              <Table.Td ta="end">{formatNumber(count)}</Table.Td>
              {hasBaseline && <Table.Td ta="end">{formatChange(count - (before ?? 0))}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
    </div>
  );
}

function TopChanges({ knowing, preview }: { knowing: Knowing; preview: Preview }) {
  const nameOf = useRouteNames(knowing);
  if (preview.baseline === null) return null;
  const { decisions } = splitFlow(preview.flow);
  if (preview.flow.length === 0) return <Text mt="xs">{strings.knowing.flow.none}</Text>;
  return (
    <>
      {decisions.length > 0 && (
        <CellTable
          label={words.topChanges}
          cells={decisions.slice(0, MOST_SHOWN)}
          nameOf={nameOf}
          isBusy={knowing.areCountsStale}
          page={workflowPaths.tab(knowing.workflow, "routes")}
        />
      )}
      <Anchor
        component={Link}
        to={`${workflowPaths.tab(knowing.workflow, "routes")}?flow=open`}
        size="sm"
        mt="xs"
        display="inline-block"
      >
        {words.allChanges}
      </Anchor>
    </>
  );
}
