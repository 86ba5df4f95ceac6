// For a member who forgot the password and got a link from an administrator.
import { Button, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { passwordLinkQuery, setNewPassword } from "@/api/queries/team.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { longEnough, NewPasswordField } from "@/components/NewPasswordField.tsx";
import { strings } from "@/strings/index.ts";
import { LinkFrame } from "./LinkFrame.tsx";
import { useEnter, useLinkSecret } from "./link.ts";

const FIELDS = { "/password": "password" };
const text = strings.newPassword;

export default function NewPasswordPage() {
  const secret = useLinkSecret();
  const link = useQuery(passwordLinkQuery(secret));
  return (
    <LinkFrame query={link} title={text.title} intro={({ name }) => text.intro(name)}>
      {({ email }) => <PasswordForm secret={secret} email={email} />}
    </LinkFrame>
  );
}

function PasswordForm({ secret, email }: { secret: string; email: string }) {
  const enter = useEnter();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { password: "" },
    validate: { password: longEnough },
  });
  const problem = useFormProblem(form, FIELDS);
  const set = useMutation({
    mutationFn: setNewPassword,
    onMutate: problem.clear,
    onSuccess: enter,
    onError: problem.show,
  });
  const submit = form.onSubmit(
    ({ password }) => set.mutate({ secret, password }),
    focusFirstError(form),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" mt="lg">
        <FormProblem messages={problem.messages} title={text.failed} />
        <TextInput label={text.email} value={email} readOnly autoComplete="username" />
        <NewPasswordField
          label={text.password}
          autoFocus
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" loading={set.isPending} fullWidth size="md">
          {text.submit}
        </Button>
      </Stack>
    </form>
  );
}
