// Tests that write themselves: what is offered for this draft, by name, before it is kept.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keepTests, offeredTestsQuery, testsKey } from "@/api/queries/workflow-tests.ts";
import type { OfferedTest } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { notifyFailed } from "@/components/notify.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import classes from "./workflow.module.css";

const words = strings.tests.publish;

export function OfferedTests({ etag, onKept }: { etag: string; onKept: () => void }) {
  const { workflow } = useWorkflowPage();
  const offered = useQuery(offeredTestsQuery(workflow.id, etag));
  return (
    <QueryView query={offered} lines={3}>
      {({ tests, left_out }) =>
        tests.length === 0 ? (
          <Text mt="sm">{words.nothingOffered}</Text>
        ) : (
          <Offer tests={tests} leftOut={left_out} onKept={onKept} />
        )
      }
    </QueryView>
  );
}

interface OfferProps {
  readonly tests: readonly OfferedTest[];
  readonly leftOut: number;
  readonly onKept: () => void;
}

function Offer({ tests, leftOut, onKept }: OfferProps) {
  const { workflow } = useWorkflowPage();
  const queries = useQueryClient();
  const announce = useAnnounce();
  const keep = useMutation({
    mutationFn: () => keepTests(workflow.id, [...tests]),
    onSuccess: async () => {
      announce(words.kept(tests.length));
      onKept();
      await queries.invalidateQueries({ queryKey: testsKey(workflow.id) });
    },
    onError: notifyFailed,
  });
  return (
    <>
      <Text mt="sm">{words.offered(tests.length)}</Text>
      <ul className={classes.changes} aria-label={words.offeredLabel}>
        {tests.map(({ name }) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {leftOut > 0 && (
        <Text size="sm" c="dimmed">
          {words.leftOut(leftOut)}
        </Text>
      )}
      <Group mt="xs">
        <Button size="compact-sm" loading={keep.isPending} onClick={() => keep.mutate()}>
          {words.keep(tests.length)}
        </Button>
      </Group>
    </>
  );
}
