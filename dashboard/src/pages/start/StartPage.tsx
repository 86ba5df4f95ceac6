// The very first start: whoever has the one-time code becomes the first administrator.
import { Button, PasswordInput, Stack, TextInput } from "@mantine/core";
import { hasLength, isNotEmpty, useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Navigate, useNavigate } from "react-router";
import { createFirstAdministrator, sessionQuery, setupQuery } from "@/api/queries/session.ts";
import { queryClient } from "@/api/query-client.ts";
import { paths } from "@/app/paths.ts";
import { FormProblem } from "@/components/FormProblem.tsx";
import { focusFirstError, useFormProblem } from "@/components/form-problem.ts";
import { PublicFrame } from "@/components/PublicFrame.tsx";
import { strings } from "@/strings/index.ts";

const PASSWORD_MIN = 12;
const FIELDS = { "/code": "code", "/name": "name", "/email": "email", "/password": "password" };

export default function StartPage() {
  const setup = useQuery(setupQuery);
  const navigate = useNavigate();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { code: "", name: "", email: "", password: "" },
    validate: {
      code: isNotEmpty(strings.common.required),
      name: isNotEmpty(strings.common.required),
      email: isNotEmpty(strings.common.required),
      password: hasLength({ min: PASSWORD_MIN }, strings.start.passwordTooShort),
    },
  });
  const problem = useFormProblem(form, FIELDS);
  const create = useMutation({
    mutationFn: createFirstAdministrator,
    onMutate: problem.clear,
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      void navigate(paths.welcome, { replace: true });
    },
    onError: problem.show,
  });
  if (setup.data?.state === "ready" && create.isIdle) return <Navigate to="/sign-in" replace />;
  const submit = form.onSubmit(
    (values) => create.mutate({ ...values, code: values.code.trim() }),
    focusFirstError(form),
  );
  return (
    <PublicFrame title={strings.start.title} intro={strings.start.intro}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md" mt="lg">
          <FormProblem messages={problem.messages} title={strings.start.failed} />
          <TextInput
            label={strings.start.code}
            description={strings.start.codeHint}
            autoComplete="off"
            autoFocus
            spellCheck={false}
            key={form.key("code")}
            {...form.getInputProps("code")}
          />
          <TextInput
            label={strings.start.name}
            autoComplete="name"
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={strings.start.email}
            type="email"
            autoComplete="username"
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={strings.start.password}
            description={strings.start.passwordHint}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": strings.signIn.showPassword }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={create.isPending} fullWidth size="md">
            {strings.start.submit}
          </Button>
        </Stack>
      </form>
    </PublicFrame>
  );
}
