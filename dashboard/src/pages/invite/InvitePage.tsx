// Asking a person to join: the link is made here and shown once.
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { MEMBER_ROLES } from "@/api/queries/people.ts";
import { createInvitation, INVITATIONS_KEY } from "@/api/queries/team.ts";
import type { Role } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMayGrant } from "@/app/session.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { LinkToHandOver } from "@/components/LinkToHandOver.tsx";
import { Page } from "@/components/Page.tsx";
import { RoleField } from "@/components/RoleField.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";

const FIELDS = { "/email": "email", "/role": "role" };
const BACK = { to: paths.team, label: strings.team.title };
const text = strings.invite;

export default function InvitePage() {
  const queries = useQueryClient();
  const mayGrant = useMayGrant();
  const form = useForm<{ email: string; role: Role }>({
    initialValues: { email: "", role: "analyst" },
    validate: { email: isNotEmpty(strings.common.required) },
  });
  const problem = useFormProblem(form, FIELDS);
  const create = useMutation({
    mutationFn: createInvitation,
    // The link lives in this page's memory only, and goes with it.
    gcTime: 0,
    onMutate: problem.clear,
    onSuccess: () => queries.invalidateQueries({ queryKey: INVITATIONS_KEY }),
    onError: problem.show,
  });
  if (create.data) {
    return (
      <Page title={text.readyTitle} back={BACK} width="narrow">
        <Stack gap="md">
          <Text role="status">{text.ready(create.data.email)}</Text>
          <LinkToHandOver path={create.data.path} />
          <Text c="dimmed" size="sm">
            {text.ends} <Time at={create.data.expires_at} />
          </Text>
          <Group justify="flex-end">
            <Button component={Link} to={paths.team}>
              {text.done}
            </Button>
          </Group>
        </Stack>
      </Page>
    );
  }
  const submit = form.onSubmit((values) => create.mutate(values), focusFirstError(form));
  return (
    <Page title={text.title} intro={text.intro} back={BACK} width="narrow">
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <FormProblem messages={problem.messages} title={text.failed} />
          <TextInput
            label={text.email}
            type="email"
            autoComplete="off"
            autoFocus
            {...form.getInputProps("email")}
          />
          <RoleField
            label={text.role}
            roles={MEMBER_ROLES.filter(mayGrant)}
            {...form.getInputProps("role")}
          />
          <Group justify="flex-end">
            <Button component={Link} to={paths.team} variant="default">
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {text.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}
