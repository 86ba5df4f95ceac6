// Name first, then the event; the editor opens on the empty draft.
import { Button, Group, Radio, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { catalogueQuery } from "@/api/queries/catalogue.ts";
import { createWorkflow, WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { Catalogue } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { RadioCard } from "@/components/RadioCard.tsx";
import { strings } from "@/strings/index.ts";

const FIELDS = { "/name": "name", "/event": "event" };

export default function NewWorkflowPage() {
  const catalogue = useQuery(catalogueQuery);
  return (
    <Page
      title={strings.newWorkflow.title}
      intro={strings.newWorkflow.intro}
      back={{ to: paths.workflows, label: strings.workflows.title }}
      width="narrow"
    >
      <QueryView query={catalogue} lines={3}>
        {({ events }) => <NewWorkflowForm events={events} />}
      </QueryView>
    </Page>
  );
}

function NewWorkflowForm({ events }: { events: Catalogue["events"] }) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { name: "", event: events.length === 1 ? (events[0]?.key ?? "") : "" },
    validate: {
      name: isNotEmpty(strings.common.required),
      event: isNotEmpty(strings.common.required),
    },
  });
  const problem = useFormProblem(form, FIELDS);
  const create = useMutation({
    mutationFn: createWorkflow,
    onMutate: problem.clear,
    onSuccess: ({ id }) => {
      void queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
      void navigate(paths.workflow(id));
    },
    onError: problem.show,
  });
  const submit = form.onSubmit(
    ({ name, event }) => create.mutate({ name: name.trim(), event }),
    focusFirstError(form),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="lg">
        <FormProblem messages={problem.messages} title={strings.newWorkflow.failed} />
        <TextInput
          label={strings.newWorkflow.name}
          description={strings.newWorkflow.nameHint}
          autoFocus
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <Radio.Group
          label={strings.newWorkflow.event}
          description={strings.newWorkflow.eventHint}
          {...form.getInputProps("event")}
        >
          <Stack gap="xs" mt="xs">
            {events.map(({ key, label, description }) => (
              <RadioCard key={key} value={key} label={label} description={description} />
            ))}
          </Stack>
        </Radio.Group>
        <Group justify="flex-end">
          <Button component={Link} to={paths.workflows} variant="default">
            {strings.common.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {strings.newWorkflow.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
