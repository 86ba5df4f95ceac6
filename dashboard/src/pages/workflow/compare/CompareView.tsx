// Two texts of a workflow beside each other: in words, in meaning, and for the people of the past.
import { Anchor, NativeSelect, Tabs, Text, Title } from "@mantine/core";
import { IconArrowRight, IconChevronLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useSearchParams } from "react-router";
import type { WorkflowDocument } from "@/api/types.ts";
import { ErrorBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { versionQuery } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "../page-data.ts";
import pageClasses from "../workflow.module.css";
import { workflowPaths } from "../workflow-paths.ts";
import classes from "./compare.module.css";
import { Meaning, namesOf, Unproved } from "./Meaning.tsx";
import { People } from "./People.tsx";
import { compareQuery } from "./queries.ts";
import {
  type Compare,
  type CompareViewName,
  readCompare,
  type Side,
  VIEWS,
  writeCompare,
} from "./sides.ts";

const words = strings.comparison;

export function CompareView() {
  const { workflow, draft } = useWorkflowPage();
  const [query, setQuery] = useSearchParams();
  useEffect(() => {
    // What led here has gone with the list of versions.
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  }, []);
  const latest = workflow.latest_version;
  const compare = readCompare(query, latest ?? 1, draft !== null);
  const change = (next: Partial<Compare>) =>
    setQuery((before) => writeCompare(before, { ...compare, ...next }), { replace: true });
  return (
    <>
      <Anchor component={Link} to={workflowPaths.tab(workflow.id, "versions")} size="sm">
        <IconChevronLeft size={15} aria-hidden="true" style={{ verticalAlign: "-2px" }} />
        {words.back}
      </Anchor>
      <Title order={2} mt="xs">
        {words.title}
      </Title>
      {latest === null || (latest === 1 && draft === null) ? (
        <Text mt="sm">{words.one}</Text>
      ) : (
        <>
          <Sides compare={compare} latest={latest} change={change} />
          <Views compare={compare} change={change} />
        </>
      )}
    </>
  );
}

function Sides(props: {
  compare: Compare;
  latest: number;
  change: (next: Partial<Compare>) => void;
}) {
  const { compare, latest, change } = props;
  const { workflow, draft } = useWorkflowPage();
  const running = workflow.running?.version;
  const versions = Array.from({ length: latest }, (_, place) => {
    const n = latest - place;
    return { value: `${n}`, label: n === running ? words.running(n) : words.version(n) };
  });
  const texts = draft ? [{ value: "draft", label: words.draft }, ...versions] : versions;
  return (
    <div className={classes.sides}>
      <NativeSelect
        label={words.from}
        value={`${compare.from}`}
        data={versions}
        onChange={(event) => change({ from: Number(event.currentTarget.value) })}
      />
      <IconArrowRight size={18} aria-hidden="true" />
      <NativeSelect
        label={words.to}
        value={`${compare.to}`}
        data={texts}
        onChange={(event) => {
          const { value } = event.currentTarget;
          change({ to: value === "draft" ? value : Number(value) });
        }}
      />
    </div>
  );
}

function Views(props: { compare: Compare; change: (next: Partial<Compare>) => void }) {
  const { compare, change } = props;
  const { workflow } = useWorkflowPage();
  const before = useQuery(versionQuery(workflow.id, compare.from));
  const after = useText(compare.to);
  const document = after.document;
  const compared = useQuery(compareQuery(workflow.id, compare.from, document));
  const nameOf = namesOf(before.data?.document, document);
  if (compare.from === compare.to) return <Text>{words.same}</Text>;
  return (
    <Tabs
      value={compare.view}
      keepMounted={false}
      onChange={(view) => view && change({ view: view as CompareViewName })}
    >
      <Tabs.List mb="md" aria-label={words.views}>
        {VIEWS.map((view) => (
          <Tabs.Tab key={view} value={view}>
            {words.view[view]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={compare.view}>
        <Text c="dimmed" mb="sm">
          {words[compare.view].hint}
        </Text>
        {after.error !== null ? (
          <ErrorBox error={after.error} onRetry={after.retry} />
        ) : compare.view === "people" ? (
          document && <People workflow={workflow} document={document} against={compare.from} />
        ) : (
          <QueryView query={compared} lines={3}>
            {({ words: lines, comparison, unproved_because: because }) =>
              compare.view === "words" ? (
                <Words lines={lines} because={because} />
              ) : comparison ? (
                <Meaning compared={comparison} workflow={workflow.id} nameOf={nameOf} />
              ) : (
                because !== null && <Unproved because={because} />
              )
            }
          </QueryView>
        )}
      </Tabs.Panel>
    </Tabs>
  );
}

function Words({ lines, because }: { lines: readonly string[] | null; because: string | null }) {
  if (lines === null) return <Text>{words.words.unreadable(because ?? "")}</Text>;
  if (lines.length === 0) return <Text>{words.words.none}</Text>;
  return (
    <ul className={pageClasses.changes} aria-label={words.words.label}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** The second text: the draft as it is kept, or a version. Null until it is there. */
function useText(side: Side): {
  document: WorkflowDocument | null;
  error: Error | null;
  retry: () => void;
} {
  const { workflow, draft } = useWorkflowPage();
  const number = side === "draft" ? 0 : side;
  const version = useQuery({ ...versionQuery(workflow.id, number), enabled: side !== "draft" });
  const retry = () => void version.refetch();
  if (side === "draft") return { document: draft?.document ?? null, error: null, retry };
  const document = version.data?.document ?? null;
  return { document, error: document === null ? version.error : null, retry };
}
