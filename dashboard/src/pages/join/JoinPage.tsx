// For who opens an invitation: choose name and password, and be inside.
import { Button, Stack, TextInput } from "@mantine/core";
import { isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { acceptInvitation, invitationQuery } from "@/api/queries/team.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { longEnough, NewPasswordField } from "@/components/NewPasswordField.tsx";
import { strings } from "@/strings/index.ts";
import { LinkFrame } from "./LinkFrame.tsx";
import { useEnter, useLinkSecret } from "./link.ts";

const FIELDS = { "/name": "name", "/password": "password" };
const text = strings.join;

export default function JoinPage() {
  const secret = useLinkSecret();
  const invitation = useQuery(invitationQuery(secret));
  return (
    <LinkFrame
      query={invitation}
      title={text.title}
      intro={({ invited_by, role }) =>
        text.intro(
          strings.common.actor(invited_by.type, invited_by.name),
          strings.common.role[role],
        )
      }
    >
      {({ email }) => <JoinForm secret={secret} email={email} />}
    </LinkFrame>
  );
}

function JoinForm({ secret, email }: { secret: string; email: string }) {
  const enter = useEnter();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", password: "" },
    validate: { name: isNotEmpty(strings.common.required), password: longEnough },
  });
  const problem = useFormProblem(form, FIELDS);
  const accept = useMutation({
    mutationFn: acceptInvitation,
    onMutate: problem.clear,
    onSuccess: enter,
    onError: problem.show,
  });
  const submit = form.onSubmit(
    (values) => accept.mutate({ secret, ...values }),
    focusFirstError(form),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md" mt="lg">
        <FormProblem messages={problem.messages} title={text.failed} />
        <TextInput
          label={text.email}
          description={text.emailHint}
          value={email}
          readOnly
          autoComplete="username"
        />
        <TextInput
          label={text.name}
          autoComplete="name"
          autoFocus
          key={form.key("name")}
          {...form.getInputProps("name")}
        />
        <NewPasswordField
          label={text.password}
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <Button type="submit" loading={accept.isPending} fullWidth size="md">
          {text.submit}
        </Button>
      </Stack>
    </form>
  );
}
