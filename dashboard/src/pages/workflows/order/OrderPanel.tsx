// The order in which workflows decide, changed here and saved at once, after its effect has been read.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ApiError, messageOf } from "@/api/problem.ts";
import {
  everyWorkflowQuery,
  saveWorkflowOrder,
  WORKFLOWS_KEY,
  workflowOrderQuery,
} from "@/api/queries/workflows.ts";
import type { Workflow } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { MoveButtons } from "@/components/reorder/MoveButtons.tsx";
import { moveStepOf } from "@/components/reorder/move-step.ts";
import { ReorderArea, ReorderItem } from "@/components/reorder/Reorder.tsx";
import { Section } from "@/components/Section.tsx";
import { WorkflowStateChip } from "@/components/state-chips.tsx";
import { formatList, formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { moved, type Turn, turnsOf } from "./effect.ts";
import classes from "./order.module.css";

const words = strings.workflows.order;

export default function OrderPanel({ onDone }: { onDone: () => void }) {
  // What is changed here must not move under the hand: asked once, when the panel opens.
  const once = { refetchOnWindowFocus: false, refetchOnReconnect: false, gcTime: 0 } as const;
  const order = useQuery({ ...workflowOrderQuery, ...once, staleTime: 0 });
  const workflows = useQuery(everyWorkflowQuery);
  return (
    <Section title={words.title}>
      <Text c="dimmed" mb="sm">
        {words.intro}
      </Text>
      <QueryView query={order} lines={3}>
        {({ data, etag }) => (
          <QueryView query={workflows} lines={3}>
            {(all) => (
              <OrderForm
                key={etag}
                before={data}
                etag={etag}
                workflows={all}
                onDone={onDone}
                onReload={() => void order.refetch()}
              />
            )}
          </QueryView>
        )}
      </QueryView>
    </Section>
  );
}

interface OrderFormProps {
  before: readonly string[];
  etag: string;
  workflows: readonly Workflow[];
  onDone: () => void;
  onReload: () => void;
}

function OrderForm({ before, etag, workflows, onDone, onReload }: OrderFormProps) {
  const [ids, setIds] = useState(before);
  const announce = useAnnounce();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveWorkflowOrder([...ids], etag),
    onSuccess: async () => {
      notifyDone(words.saved);
      onDone();
      await queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
    },
  });
  const nameOf = (id: string) => workflows.find((one) => one.id === id)?.name ?? id;
  const move = (id: string, to: number) => {
    const next = moved(ids, id, to);
    if (next === ids) return;
    setIds(next);
    const place = words.moved(nameOf(id), next.indexOf(id) + 1, next.length);
    announce(`${place}. ${effectOf(before, next, workflows).join(" ")}`);
  };
  const isSame = ids.every((id, index) => id === before[index]);
  return (
    <>
      <ReorderArea onMove={move}>
        <ol className={classes.list} aria-label={words.title}>
          {ids.map((id, index) => (
            <OrderItem
              key={id}
              id={id}
              index={index}
              count={ids.length}
              workflow={workflows.find((one) => one.id === id)}
              onMove={(to) => move(id, to)}
            />
          ))}
        </ol>
      </ReorderArea>
      <Text size="sm" c="dimmed" mt="xs">
        {words.keyboardHint}
      </Text>
      <Effect isSame={isSame} lines={effectOf(before, ids, workflows)} />
      {save.isError && <NotSaved error={save.error} onReload={onReload} />}
      <Group gap="sm" justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {strings.common.cancel}
        </Button>
        <Button
          disabled={isSame}
          loading={save.isPending}
          title={isSame ? words.unchanged : undefined}
          onClick={() => save.mutate()}
        >
          {words.save}
        </Button>
      </Group>
    </>
  );
}

function OrderItem(props: {
  id: string;
  index: number;
  count: number;
  workflow: Workflow | undefined;
  onMove: (to: number) => void;
}) {
  const { id, index, count, workflow, onMove } = props;
  const name = workflow?.name ?? id;
  return (
    <ReorderItem
      itemId={id}
      index={index}
      className={classes.item}
      aria-label={words.position(name, index + 1, count)}
      onKeyDown={(event) => {
        const step = moveStepOf(event);
        if (step === 0) return;
        event.preventDefault();
        onMove(index + step);
      }}
    >
      {(handle) => (
        <>
          {handle}
          <span className={classes.number}>{formatNumber(index + 1)}</span>
          <span className={classes.name}>{name}</span>
          {workflow && <WorkflowStateChip state={workflow.state} />}
          <span className={classes.buttons}>
            <MoveButtons
              index={index}
              count={count}
              up={{ hint: words.up, label: words.moveUp(name) }}
              down={{ hint: words.down, label: words.moveDown(name) }}
              onMove={onMove}
            />
          </span>
        </>
      )}
    </ReorderItem>
  );
}

function Effect({ isSame, lines }: { isSame: boolean; lines: readonly string[] }) {
  return (
    <section className={classes.effect} aria-label={words.effect}>
      <Text fw={600}>{words.effect}</Text>
      {isSame ? (
        <Text c="dimmed">{words.unchanged}</Text>
      ) : (
        <ul className={classes.lines}>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function NotSaved({ error, onReload }: { error: unknown; onReload: () => void }) {
  const isStale = error instanceof ApiError && error.status === 412;
  return (
    <ProblemBox title={words.notSaved}>
      <div>{isStale ? words.stale : messageOf(error)}</div>
      {isStale && (
        <Button size="xs" variant="default" mt="xs" onClick={onReload}>
          {words.showPresent}
        </Button>
      )}
    </ProblemBox>
  );
}

function effectOf(
  before: readonly string[],
  after: readonly string[],
  workflows: readonly Workflow[],
): string[] {
  const turns = turnsOf(before, after, workflows);
  return turns.length === 0 ? [words.noEffect] : turns.map(sentenceOf);
}

function sentenceOf({ workflow, side, others }: Turn): string {
  return side === "before"
    ? words.before(workflow, formatList(others))
    : words.after(workflow, formatList(others));
}
