// What goes and what stays, before the example is removed.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "@/api/problem.ts";
import { exampleQuery, removeExample } from "@/api/queries/example.ts";
import type { ExamplePart } from "@/api/types.ts";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./ExampleBanner.module.css";
import { archivedParts, goingParts, stayingParts } from "./parts.ts";

type RemoveExampleDialogProps = { onClose: () => void; onRemoving: () => void };

export function RemoveExampleDialog({ onClose, onRemoving }: RemoveExampleDialogProps) {
  const queries = useQueryClient();
  // What would go is asked for now: people may have changed something since the page was opened.
  const example = useQuery({ ...exampleQuery, staleTime: 0, refetchOnMount: "always" });
  const remove = useMutation({
    mutationFn: removeExample,
    onSuccess: (removing) => {
      queries.setQueryData(exampleQuery.queryKey, removing);
      onClose();
      onRemoving();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={strings.example.removeTitle}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <Stack gap="md">
        {remove.isError && (
          <ProblemBox title={strings.example.removeFailed}>{messageOf(remove.error)}</ProblemBox>
        )}
        <QueryView query={example}>
          {({ done, parts }) => <WhatGoes inquiries={done} parts={parts} />}
        </QueryView>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {strings.common.cancel}
          </Button>
          <Button
            color="red"
            disabled={!example.isSuccess}
            loading={remove.isPending}
            onClick={() => remove.mutate()}
          >
            {strings.example.remove}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function WhatGoes({ inquiries, parts }: { inquiries: number; parts: readonly ExamplePart[] }) {
  const archived = archivedParts(parts);
  return (
    <Stack gap="sm">
      <Lines
        title={strings.example.goes}
        lines={[strings.example.inquiries(inquiries), ...goingParts(parts)]}
      />
      {archived.length > 0 && <Lines title={strings.example.archived} lines={archived} />}
      <Lines
        title={strings.example.stays}
        lines={[...stayingParts(parts), strings.example.staysOwn, strings.example.staysAudit]}
      />
    </Stack>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div>
      <Text fw={600}>{title}</Text>
      <ul className={classes.list}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
