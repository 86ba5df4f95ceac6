// Password sign-in, and back to where the session ended.
import { Button, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { messageOf } from "@/api/problem.ts";
import { sessionQuery, signIn } from "@/api/queries/session.ts";
import { queryClient } from "@/api/query-client.ts";
import { safeReturnPath } from "@/app/paths.ts";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { PublicFrame } from "@/components/PublicFrame.tsx";
import { strings } from "@/strings/index.ts";

export default function SignInPage() {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const form = useForm({ mode: "uncontrolled", initialValues: { email: "", password: "" } });
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: (session) => {
      // Another person may sign in on the same screen: nothing of the one before stays.
      queryClient.clear();
      queryClient.setQueryData(sessionQuery.queryKey, session);
      void navigate(safeReturnPath(query.get("return_to")), { replace: true });
    },
    onError: () => form.getInputNode("password")?.focus(),
  });
  return (
    <PublicFrame title={strings.signIn.title} footer={strings.signIn.help}>
      {query.get("expired") !== null && !enter.isError && (
        <Text mt="sm" role="status">
          {strings.signIn.expired}
        </Text>
      )}
      <form onSubmit={form.onSubmit((values) => enter.mutate(values))}>
        <Stack gap="md" mt="lg">
          {enter.isError && (
            <ProblemBox title={strings.signIn.failed}>{messageOf(enter.error)}</ProblemBox>
          )}
          <TextInput
            label={strings.signIn.email}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            data-autofocus
            autoFocus
            key={form.key("email")}
            {...form.getInputProps("email")}
          />
          <PasswordInput
            label={strings.signIn.password}
            autoComplete="current-password"
            required
            withAsterisk={false}
            visibilityToggleButtonProps={{ "aria-label": strings.signIn.showPassword }}
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={enter.isPending} fullWidth size="md">
            {strings.signIn.submit}
          </Button>
        </Stack>
      </form>
    </PublicFrame>
  );
}
