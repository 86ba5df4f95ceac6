import { Button, Group, PasswordInput, Stack, TextInput } from "@mantine/core";
import { hasLength, isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "react-router";
import { createMember, MEMBER_ROLES, MEMBERS_KEY } from "@/api/queries/people.ts";
import type { Role } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMayGrant } from "@/app/session.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { notifyDone } from "@/components/notify.tsx";
import { Page } from "@/components/Page.tsx";
import { RoleField } from "@/components/RoleField.tsx";
import { strings } from "@/strings/index.ts";

const FIELDS = { "/name": "name", "/email": "email", "/role": "role", "/password": "password" };
const text = strings.newMember;
const PASSWORD_MIN = 12;

type Values = { name: string; email: string; role: Role; password: string };

export default function NewMemberPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mayGrant = useMayGrant();
  const form = useForm<Values>({
    initialValues: { name: "", email: "", role: "analyst", password: "" },
    validate: {
      name: isNotEmpty(strings.common.required),
      email: isNotEmpty(strings.common.required),
      password: hasLength({ min: PASSWORD_MIN }, strings.start.passwordTooShort),
    },
  });
  const problem = useFormProblem(form, FIELDS);
  const create = useMutation({
    mutationFn: createMember,
    onMutate: problem.clear,
    onSuccess: ({ name }) => {
      void queries.invalidateQueries({ queryKey: MEMBERS_KEY });
      notifyDone(text.done(name));
      void navigate(paths.team);
    },
    onError: problem.show,
  });
  const submit = form.onSubmit((values) => create.mutate(values), focusFirstError(form));
  return (
    <Page
      title={text.title}
      intro={text.intro}
      back={{ to: paths.team, label: strings.team.title }}
      width="narrow"
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <FormProblem messages={problem.messages} title={text.failed} />
          <TextInput
            label={text.name}
            autoFocus
            autoComplete="off"
            {...form.getInputProps("name")}
          />
          <TextInput
            label={text.email}
            type="email"
            autoComplete="off"
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={text.password}
            description={strings.start.passwordHint}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": strings.signIn.showPassword }}
            {...form.getInputProps("password")}
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
