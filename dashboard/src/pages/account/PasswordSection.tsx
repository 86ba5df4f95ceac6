import { Button, Group, PasswordInput, Stack } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { changePassword, SESSIONS_KEY } from "@/api/queries/account.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { longEnough, NewPasswordField } from "@/components/NewPasswordField.tsx";
import { notifyDone } from "@/components/notify.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";

const FIELDS = { "/present": "present", "/new": "new" };
const text = strings.account;

export function PasswordSection({ email }: { email: string }) {
  const queries = useQueryClient();
  const form = useForm({
    initialValues: { present: "", new: "" },
    validate: { present: isNotEmpty(strings.common.required), new: longEnough },
  });
  const problem = useFormProblem(form, FIELDS);
  const change = useMutation({
    mutationFn: changePassword,
    onMutate: problem.clear,
    onSuccess: () => {
      form.reset();
      notifyDone(text.changed);
      return queries.invalidateQueries({ queryKey: SESSIONS_KEY });
    },
    onError: problem.show,
  });
  const submit = form.onSubmit((values) => change.mutate(values), focusFirstError(form));
  return (
    <Section title={text.passwordTitle}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md" maw="24rem">
          <FormProblem messages={problem.messages} title={text.failed} />
          {/* For password managers, which keep the password under this name. */}
          <input type="email" value={email} readOnly hidden autoComplete="username" />
          <PasswordInput
            label={text.present}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": strings.signIn.showPassword }}
            {...form.getInputProps("present")}
          />
          <NewPasswordField
            label={text.next}
            description={`${strings.start.passwordHint} ${text.passwordHint}`}
            {...form.getInputProps("new")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending}>
              {text.change}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
