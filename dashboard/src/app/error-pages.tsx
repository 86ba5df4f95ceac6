// Pages for an address that leads nowhere and for a page that broke.
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { isRouteErrorResponse, Link, useRouteError } from "react-router";
import { ApiError, messageOf } from "@/api/problem.ts";
import { strings } from "@/strings/index.ts";
import { paths } from "./paths.ts";

export function NotFoundPage() {
  return (
    <Explained title={strings.problem.notFoundTitle} detail={strings.problem.notFoundDetail}>
      <Button component={Link} to={paths.home}>
        {strings.problem.goHome}
      </Button>
    </Explained>
  );
}

export function RouteErrorPage() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />;
  const title = error instanceof ApiError ? error.title : strings.problem.pageTitle;
  return (
    <Explained title={title} detail={messageOf(error)}>
      <Button onClick={() => window.location.reload()}>{strings.problem.reload}</Button>
      <Button component={Link} to={paths.home} variant="default">
        {strings.problem.goHome}
      </Button>
    </Explained>
  );
}

function Explained(props: { title: string; detail: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="sm" maw="34rem" mx="auto" px="md" py="4rem" role="alert">
      <title>{strings.common.pageTitle(props.title)}</title>
      <Title order={1}>{props.title}</Title>
      <Text c="dimmed">{props.detail}</Text>
      <Group mt="sm">{props.children}</Group>
    </Stack>
  );
}
