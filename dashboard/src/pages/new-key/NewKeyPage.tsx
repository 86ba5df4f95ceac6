// A key is made once and shown once.
import { Button, Group, NativeSelect, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { createKey, KEY_ROLES, KEYS_KEY } from "@/api/queries/people.ts";
import type { Role } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMayGrant } from "@/app/session.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { Page } from "@/components/Page.tsx";
import { RoleField } from "@/components/RoleField.tsx";
import { strings } from "@/strings/index.ts";
import { KeySecret } from "./KeySecret.tsx";

const FIELDS = { "/name": "name", "/role": "role", "/expires_in_days": "ends" };
const ENDS = Object.entries(strings.newKey.endChoices).map(([value, label]) => ({ value, label }));
const BACK = { to: paths.apiKeys, label: strings.keys.title };

export default function NewKeyPage() {
  const queries = useQueryClient();
  const mayGrant = useMayGrant();
  const form = useForm<{ name: string; role: Role; ends: string }>({
    initialValues: { name: "", role: "integrator", ends: "never" },
    validate: { name: isNotEmpty(strings.common.required) },
  });
  const problem = useFormProblem(form, FIELDS);
  const create = useMutation({
    mutationFn: createKey,
    // The secret lives in this page's memory only, and goes with it.
    gcTime: 0,
    onMutate: problem.clear,
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS_KEY }),
    onError: problem.show,
  });
  if (create.data) {
    return (
      <Page title={strings.newKey.createdTitle(create.data.name)} back={BACK} width="narrow">
        <KeySecret secret={create.data.secret} />
      </Page>
    );
  }
  const submit = form.onSubmit(
    ({ name, role, ends }) => create.mutate({ name: name.trim(), role, ...endOf(ends) }),
    focusFirstError(form),
  );
  return (
    <Page title={strings.newKey.title} back={BACK} width="narrow">
      <form onSubmit={submit} noValidate>
        <Stack gap="lg">
          <FormProblem messages={problem.messages} title={strings.newKey.failed} />
          <TextInput
            label={strings.newKey.name}
            description={strings.newKey.nameHint}
            autoFocus
            {...form.getInputProps("name")}
          />
          <RoleField
            label={strings.newKey.role}
            roles={KEY_ROLES.filter(mayGrant)}
            {...form.getInputProps("role")}
          />
          <NativeSelect
            label={strings.newKey.ends}
            description={strings.newKey.endsHint}
            data={ENDS}
            {...form.getInputProps("ends")}
          />
          <Group justify="flex-end">
            <Button component={Link} to={paths.apiKeys} variant="default">
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {strings.newKey.submit}
            </Button>
          </Group>
        </Stack>
      </form>
    </Page>
  );
}

function endOf(ends: string): { expires_in_days?: number } {
  return ends === "never" ? {} : { expires_in_days: Number(ends) };
}
