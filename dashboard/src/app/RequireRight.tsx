// A page that takes a right: who lacks it is told so, in words, and whom to ask.
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { sentence } from "@/api/problem.ts";
import type { Right, Session } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { paths } from "./paths.ts";
import { useMay, useSession } from "./session.ts";

const OF_WORKFLOWS: readonly Right[] = ["workflows.read", "workflows.write"];

export function RequireRight({ right, children }: { right: Right; children: ReactNode }) {
  const session = useSession();
  if (useMay()(right)) return children;
  const hidden = OF_WORKFLOWS.includes(right) && session.workflows_hidden !== null;
  const title = hidden ? strings.noAccess.workflowsTitle : strings.noAccess.title;
  return (
    <Stack component="section" gap="sm" maw="34rem" mx="auto" px="md" py="4rem" role="alert">
      <title>{strings.common.pageTitle(title)}</title>
      <Title order={1}>{title}</Title>
      <Text c="dimmed">{refusal(session, hidden)}</Text>
      <Group mt="sm">
        <Button component={Link} to={paths.home}>
          {strings.problem.goHome}
        </Button>
      </Group>
    </Stack>
  );
}

/** Hidden Workflows are refused with the server's own words. */
function refusal(session: Session, hidden: boolean): string {
  if (hidden && session.workflows_hidden !== null) return sentence(session.workflows_hidden);
  return strings.noAccess.detail(strings.common.role[session.member.role], session.administrators);
}
