// An inquiry becomes a test of a workflow: the same attributes must be decided the same way from now on.
import { Button, Group, Modal, NativeSelect, Stack, Text } from "@mantine/core";
import { IconTestPipe } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { messageOf } from "@/api/problem.ts";
import { keepTests, testsKey } from "@/api/queries/workflow-tests.ts";
import { everyWorkflowQuery } from "@/api/queries/workflows.ts";
import type { Inquiry } from "@/api/types.ts";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";

const words = strings.tests.ofInquiry;

export function KeepAsTestButton({ inquiry }: { inquiry: Inquiry }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTestPipe size={16} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {words.open}
      </Button>
      {open && <KeepDialog inquiry={inquiry} onClose={() => setOpen(false)} />}
    </>
  );
}

function KeepDialog({ inquiry, onClose }: { inquiry: Inquiry; onClose: () => void }) {
  const workflows = useQuery(everyWorkflowQuery);
  return (
    <Modal
      opened
      onClose={onClose}
      title={words.title}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <QueryView query={workflows} lines={2}>
        {(found) =>
          found.length === 0 ? (
            <Text>{words.none}</Text>
          ) : (
            <KeepForm inquiry={inquiry} workflows={found} onClose={onClose} />
          )
        }
      </QueryView>
    </Modal>
  );
}

interface KeepFormProps {
  readonly inquiry: Inquiry;
  readonly workflows: readonly { id: string; name: string }[];
  readonly onClose: () => void;
}

function KeepForm({ inquiry, workflows, onClose }: KeepFormProps) {
  const ran = inquiry.runs.map((run) => run.workflow);
  const first = workflows.find(({ id }) => ran.includes(id)) ?? workflows[0];
  const [workflow, setWorkflow] = useState(first?.id ?? "");
  const queries = useQueryClient();
  const keep = useMutation({
    mutationFn: () => keepTests(workflow, [{ from_inquiry: inquiry.id }]),
    onSuccess: async ({ data: [test] }) => {
      const name = workflows.find(({ id }) => id === workflow)?.name ?? "";
      notifyDone(words.kept(test?.name ?? "", name));
      onClose();
      await queries.invalidateQueries({ queryKey: testsKey(workflow) });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keep.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {keep.isError && <ProblemBox title={words.failed}>{messageOf(keep.error)}</ProblemBox>}
        <Text>{words.detail}</Text>
        <NativeSelect
          label={words.workflow}
          description={words.expects}
          value={workflow}
          data={workflows.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(event) => setWorkflow(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {strings.common.cancel}
          </Button>
          <Button type="submit" loading={keep.isPending}>
            {words.keep}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
