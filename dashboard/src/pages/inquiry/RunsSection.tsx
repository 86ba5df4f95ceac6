// Every run, newest first, each with its trace beside the routes.
import { Anchor, Button, Collapse, Group, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { Link } from "react-router";
import { replayRun, runQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry, RunSummary } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { notifyFailed } from "@/components/notify.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { ActionChip } from "@/components/state-chips.tsx";
import { Time } from "@/components/Time.tsx";
import { Trace } from "@/components/trace/Trace.tsx";
import { isOpen } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";
import classes from "./RunsSection.module.css";

export function RunsSection({ inquiry }: { inquiry: Inquiry }) {
  const { runs } = inquiry;
  const applied = runs.find((run) => run.applied) ?? runs[0];
  return (
    <Section title={strings.inquiry.runs}>
      {runs.length === 0 && (
        <Text c="dimmed">
          {isOpen(inquiry.status) ? strings.inquiry.noRunsOpen : strings.inquiry.noRuns}
        </Text>
      )}
      <div className={classes.runs}>
        {runs.map((run) => (
          <RunCard key={run.id} run={run} startsOpen={run.id === applied?.id} />
        ))}
      </div>
    </Section>
  );
}

function RunCard({ run, startsOpen }: { run: RunSummary; startsOpen: boolean }) {
  const [open, setOpen] = useState(startsOpen);
  const traceId = useId();
  return (
    <article className={classes.run} aria-label={run.workflow_name}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <WorkflowName run={run} />
          <Text c="dimmed">{strings.inquiry.version(run.version)}</Text>
        </Group>
        <Text size="sm" c="dimmed">
          <Time at={run.at} />
        </Text>
      </Group>
      <Group gap="xs" mt={6}>
        {run.actions.map(({ action }) => (
          <ActionChip key={action} action={action} />
        ))}
        <Text style={{ flex: 1, minWidth: "12rem" }}>{run.sentence}</Text>
      </Group>
      {run.reason !== null && (
        <Text size="sm" c="dimmed" mt={6}>
          {strings.inquiry.notApplied[run.reason]}
        </Text>
      )}
      <Group gap="xs" mt="xs">
        <Button
          size="compact-sm"
          variant="subtle"
          aria-expanded={open}
          aria-controls={traceId}
          onClick={() => setOpen(!open)}
        >
          {open ? strings.inquiry.hideTrace : strings.inquiry.showTrace}
        </Button>
        <Replay id={run.id} />
      </Group>
      <Collapse expanded={open} id={traceId}>
        {open && <RunTrace id={run.id} />}
      </Collapse>
    </article>
  );
}

function WorkflowName({ run }: { run: RunSummary }) {
  if (!useMay()("workflows.read")) return <Text fw={600}>{run.workflow_name}</Text>;
  return (
    <Anchor component={Link} to={paths.workflow(run.workflow)} fw={600}>
      {run.workflow_name}
    </Anchor>
  );
}

function RunTrace({ id }: { id: string }) {
  const run = useQuery(runQuery(id));
  return (
    <div className={classes.trace}>
      <QueryView query={run} lines={3}>
        {({ trace }) => (trace ? <Trace trace={trace} /> : null)}
      </QueryView>
    </div>
  );
}

/** Computes the run again from what was stored and compares. */
function Replay({ id }: { id: string }) {
  const replay = useMutation({ mutationFn: () => replayRun(id), onError: notifyFailed });
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        loading={replay.isPending}
        onClick={() => replay.mutate()}
      >
        {strings.inquiry.replay}
      </Button>
      <Text size="sm" role="status">
        {replay.data &&
          (replay.data.agrees ? strings.inquiry.replayAgrees : strings.inquiry.replayDiffers)}
      </Text>
    </>
  );
}
