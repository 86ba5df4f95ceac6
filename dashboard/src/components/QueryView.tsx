// The three states of anything asked from the server: on its way, failed, here.
import { Skeleton, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { strings } from "@/strings/index.ts";
import { ErrorBox } from "./ProblemBox.tsx";

type QueryViewProps<T> = {
  query: UseQueryResult<T>;
  /** How many grey lines stand for what is on its way. */
  lines?: number;
  children: (data: T) => ReactNode;
};

export function QueryView<T>({ query, lines = 6, children }: QueryViewProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorBox error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <Stack gap="sm" role="status" aria-label={strings.common.loading}>
      {Array.from({ length: lines }, (_, line) => `line-${line}`).map((key) => (
        <Skeleton key={key} height={28} />
      ))}
    </Stack>
  );
}
