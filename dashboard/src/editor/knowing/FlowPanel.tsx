// What changes from the version that runs to the text at hand: a table of cells, and the inquiries of one of them.
import { Anchor, Button, CloseButton, NativeSelect, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import type { ListsAsOf, Preview, PreviewFlow } from "@/api/preview-types.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { versionQuery } from "../queries.ts";
import { CellInquiries } from "./CellInquiries.tsx";
import { chosenVersion, type Knowing, type Subject, useKnowing } from "./context.ts";
import { explainRest } from "./finding-words.ts";
import { Notes } from "./ImpactParts.tsx";
import classes from "./impact.module.css";
import { EVERYTHING_ELSE } from "./model/counts.ts";
import { readCell, splitFlow, writeCell } from "./model/flow.ts";
import { useSettings } from "./use-settings.ts";

const words = strings.knowing.flow;

/** What changes and who they are, without a panel around it. */
export function Flow({ knowing, preview }: { knowing: Knowing; preview: Preview }) {
  const [query] = useSearchParams();
  const cell = readCell(query.get("cell"));
  return cell ? (
    <OneCell knowing={knowing} cell={cell} />
  ) : (
    <Cells knowing={knowing} preview={preview} />
  );
}

export function FlowPanel({ onClose }: { onClose: () => void }) {
  const knowing = useKnowing();
  const heading = useRef<HTMLHeadingElement>(null);
  const [query] = useSearchParams();
  const cellText = query.get("cell");
  const preview = knowing?.preview.answer;
  // Opened by its address, it is there only once something is counted.
  const isThere = !!preview;
  useEffect(() => {
    void cellText;
    if (!isThere) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: "nearest" });
  }, [cellText, isThere]);
  if (!knowing || !preview) return null;
  return (
    <section className={classes.panel} aria-labelledby="flow-title">
      <div className={classes.panelHead}>
        <div>
          <Title order={2} id="flow-title" ref={heading} tabIndex={-1}>
            {words.title}
          </Title>
          <Text c="dimmed" size="sm">
            {intro(knowing, preview)}
          </Text>
        </div>
        <span className={classes.end}>
          <ListsField />
          <CloseButton aria-label={words.close} onClick={onClose} />
        </span>
      </div>
      <div className={classes.narrow}>
        <Notes knowing={knowing} also={explainRest(knowing.checked.answer)} />
      </div>
      <Flow knowing={knowing} preview={preview} />
    </section>
  );
}

function intro({ isPaused }: Knowing, { baseline }: Preview): string {
  if (baseline !== null) return words.intro(baseline.version);
  return isPaused ? words.paused : words.noBaseline;
}

export function ListsField() {
  const [settings, change] = useSettings();
  const data = (["now", "then"] as const).map((value) => ({
    value,
    label: words.listsName[value],
  }));
  return (
    <NativeSelect
      size="xs"
      aria-label={words.lists}
      leftSection={null}
      value={settings.lists}
      data={data}
      onChange={(event) => change({ lists: event.currentTarget.value as ListsAsOf })}
    />
  );
}

function Cells({ knowing, preview }: { knowing: Knowing; preview: Preview }) {
  const nameOf = useRouteNames(knowing);
  const { decisions, routes } = splitFlow(preview.flow);
  if (preview.baseline === null) return null;
  if (preview.flow.length === 0) return <Text>{words.none}</Text>;
  const chosen = chosenVersion(knowing);
  const before = chosen === null ? {} : { before: words.fromVersion(chosen) };
  const common = { nameOf, isBusy: knowing.areCountsStale, ...before };
  return (
    <>
      {decisions.length > 0 && <CellTable {...common} label={words.decisions} cells={decisions} />}
      {routes.length > 0 && <CellTable {...common} label={words.routes} cells={routes} />}
      {preview.flow_more > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {words.more(preview.flow_more)}
        </Text>
      )}
    </>
  );
}

type NameOf = (side: "from" | "to", route: string) => string;

export function CellTable(props: {
  label: string;
  cells: readonly PreviewFlow[];
  nameOf: NameOf;
  isBusy: boolean;
  /** What the first text is called; what runs now, if left out. */
  before?: string;
  /** Where a cell opens; on this page, if left out. */
  page?: string;
}) {
  const { label, cells, nameOf, isBusy, before = words.from, page = "" } = props;
  const address = useCellAddress();
  return (
    <>
      <Title order={3} mt="sm" mb={4}>
        {label}
      </Title>
      <DataTable label={label} busy={isBusy}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{before}</Table.Th>
            <Table.Th>{words.to}</Table.Th>
            <Table.Th ta="end">{words.count}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cells.map((cell) => (
            <Table.Tr key={writeCell(cell)}>
              <Table.Td>{words.by(cell.from, nameOf("from", cell.from_route))}</Table.Td>
              <Table.Td>{words.by(cell.to, nameOf("to", cell.to_route))}</Table.Td>
              <Table.Td ta="end">
                <Anchor
                  component={Link}
                  className={classes.cellLink}
                  to={`${page}${address(writeCell(cell))}`}
                  aria-label={words.show(cell.count)}
                >
                  {formatNumber(cell.count)}
                </Anchor>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
    </>
  );
}

function OneCell(props: { knowing: Knowing; cell: NonNullable<ReturnType<typeof readCell>> }) {
  const { knowing, cell } = props;
  const nameOf = useRouteNames(knowing);
  const address = useCellAddress();
  const { from, from_route: fromRoute = "", to, to_route: toRoute = "" } = cell;
  if (!from || !to) return null;
  return (
    <>
      <Button component={Link} to={address(null)} size="compact-sm" variant="subtle" ml={-8} mb={4}>
        {words.backToFlow}
      </Button>
      <Text mb="xs" fw={600}>
        {words.cell(words.by(from, nameOf("from", fromRoute)), words.by(to, nameOf("to", toRoute)))}
      </Text>
      <CellInquiries knowing={knowing} cell={cell} />
    </>
  );
}

/** Names of routes at both sides: of the text at hand, and of the version that runs. */
export function useRouteNames({
  workflow,
  preview,
}: Pick<Knowing, "workflow" | "preview">): NameOf {
  const version = preview.answer?.baseline?.version;
  const before = useQuery({
    ...versionQuery(workflow, version ?? 0),
    enabled: version !== undefined,
  });
  const now = namesOf(preview.of);
  const then = new Map(before.data?.document?.routes.map(({ id = "", name }) => [id, name]));
  return (side, route) => {
    if (route === EVERYTHING_ELSE) return strings.editor.everythingElse.name;
    const name = side === "to" ? now.get(route) : then.get(route);
    return (
      name?.trim() ||
      (name === undefined ? words.unknownRoute(route) : strings.editor.routes.untitled)
    );
  };
}

function namesOf(subject: Subject | null): ReadonlyMap<string, string> {
  return new Map(subject?.document.routes.map(({ id = "", name }) => [id, name ?? ""]));
}

/** The address of this page with one cell open, or none. */
function useCellAddress(): (cell: string | null) => string {
  const [query] = useSearchParams();
  return (cell) => {
    const after = new URLSearchParams(query);
    after.delete("cursor");
    if (cell === null) after.delete("cell");
    else after.set("cell", cell);
    after.set("flow", "open");
    return `?${after}`;
  };
}
