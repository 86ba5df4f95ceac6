// Before publishing: what is expected of single inquiries, and whether it comes out with this draft.
import { Button, Group, Skeleton, Text } from "@mantine/core";
import { IconCheck, IconCircleOff, IconPlus } from "@tabler/icons-react";
import { type UseQueryResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useRef, useState } from "react";
import { messageOf } from "@/api/problem.ts";
import { expectOfTest, removeTest, testsKey } from "@/api/queries/workflow-tests.ts";
import type { TestDecision, TestResult, TestRun } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { Chip } from "@/components/Chip.tsx";
import { notifyFailed } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { Section } from "@/components/Section.tsx";
import { ActionChip } from "@/components/state-chips.tsx";
import { strings } from "@/strings/index.ts";
import { OfferedTests } from "./OfferedTests.tsx";
import { useWorkflowPage } from "./page-data.ts";
import classes from "./workflow.module.css";

const words = strings.tests.publish;
/** Names that a reason of a button holds. */
const NAMED = 3;

interface PublishTestsProps {
  readonly etag: string;
  readonly run: UseQueryResult<TestRun>;
  /** Tests of a text with errors cannot run. */
  readonly hasErrors: boolean;
}

export function PublishTests({ etag, run, hasErrors }: PublishTestsProps) {
  const [offering, setOffering] = useState(false);
  const offersId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that was pressed goes away with what it changed.
  const onChanged = () => heading.current?.focus();
  return (
    <Section
      title={words.title}
      headingRef={heading}
      aside={
        !hasErrors && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden="true" />}
            aria-expanded={offering}
            aria-controls={offersId}
            onClick={() => setOffering(!offering)}
          >
            {words.offer}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed" mb="xs">
        {hasErrors ? words.errorsFirst : words.intro}
      </Text>
      {run.isError && <ProblemBox title={words.title}>{messageOf(run.error)}</ProblemBox>}
      {run.isLoading && <Skeleton height={40} />}
      {run.data && !hasErrors && <Results run={run.data} onChanged={onChanged} />}
      <div id={offersId}>
        {offering && (
          <OfferedTests
            etag={etag}
            onKept={() => {
              setOffering(false);
              onChanged();
            }}
          />
        )}
      </div>
    </Section>
  );
}

interface ResultsProps {
  readonly run: TestRun;
  readonly onChanged: () => void;
}

function Results({ run: { results, passed }, onChanged }: ResultsProps) {
  const [open, setOpen] = useState(false);
  const listId = useId();
  if (results.length === 0) return <Text>{words.none}</Text>;
  const broken = results.filter((result) => !result.passed);
  const passing = results.filter((result) => result.passed);
  return (
    <>
      {broken.length > 0 && (
        <ul className={classes.changes} aria-label={words.brokenLabel}>
          {broken.map((result) => (
            <li key={result.test}>
              <Broken result={result} onChanged={onChanged} />
            </li>
          ))}
        </ul>
      )}
      <Group gap="xs" mt="xs">
        <Chip
          tone={broken.length === 0 ? "approve" : "neutral"}
          icon={IconCheck}
          label={words.passed(passed, results.length)}
        />
        {passing.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            aria-expanded={open}
            aria-controls={listId}
            onClick={() => setOpen(!open)}
          >
            {words.all(passing.length)}
          </Button>
        )}
      </Group>
      <div id={listId}>
        {open && (
          <ul className={classes.changes} aria-label={words.allLabel}>
            {passing.map((result) => (
              <li key={result.test}>
                {result.name} <Decision decision={result.actual} />{" "}
                <Remove result={result} onChanged={onChanged} />
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}

interface OneProps {
  readonly result: TestResult;
  readonly onChanged: () => void;
}

function Broken({ result, onChanged }: OneProps) {
  const { name, expected, actual } = result;
  return (
    <>
      <Chip tone="decline" icon={IconCircleOff} label={words.isBroken} /> <strong>{name}</strong>
      <Text size="sm" component="div">
        {words.expected}: <Decision decision={expected} /> · {words.actual}:{" "}
        <Decision decision={actual} />
      </Text>
      <Group gap="xs" mt={4}>
        <Change result={result} onChanged={onChanged} />
        <Remove result={result} onChanged={onChanged} />
      </Group>
    </>
  );
}

function Decision({ decision: { outcome, route_name } }: { decision: TestDecision }) {
  return (
    <>
      <ActionChip action={outcome} /> {route_name === null ? words.gone : `“${route_name}”`}
    </>
  );
}

function Change({ result: { test, name, actual }, onChanged }: OneProps) {
  const change = useTestChange(words.changed(name), onChanged, (workflow) =>
    expectOfTest(workflow, test, { route: actual.route, outcome: actual.outcome }),
  );
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={words.changeOf(name)}
      loading={change.isPending}
      onClick={() => change.mutate()}
    >
      {words.change}
    </Button>
  );
}

function Remove({ result: { test, name }, onChanged }: OneProps) {
  const remove = useTestChange(words.removed(name), onChanged, (workflow) =>
    removeTest(workflow, test),
  );
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="red"
      aria-label={words.removeOf(name)}
      loading={remove.isPending}
      onClick={() => remove.mutate()}
    >
      {words.remove}
    </Button>
  );
}

function useTestChange(
  said: string,
  onChanged: () => void,
  call: (workflow: string) => Promise<unknown>,
) {
  const { workflow } = useWorkflowPage();
  const queries = useQueryClient();
  const announce = useAnnounce();
  return useMutation({
    mutationFn: () => call(workflow.id),
    onSuccess: async () => {
      announce(said);
      onChanged();
      await queries.invalidateQueries({ queryKey: testsKey(workflow.id) });
    },
    onError: notifyFailed,
  });
}

/** Why nothing is published, if a test is in the way. */
export function testsBecause(run: TestRun | undefined): string | null {
  const names = (run?.results ?? []).filter(({ passed }) => !passed).map(({ name }) => name);
  if (names.length === 0) return null;
  const more = names.length - NAMED;
  return more > 0 ? words.brokenMany(names.slice(0, NAMED), more) : words.broken(names);
}
