// A link is looked at before anything is asked: one that does not work says so at once.
import { Center, Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { messageOf } from "@/api/problem.ts";
import { PublicFrame } from "@/components/PublicFrame.tsx";
import { strings } from "@/strings/index.ts";

type LinkFrameProps<T> = {
  query: UseQueryResult<T>;
  title: string;
  intro: (found: T) => string;
  children: (found: T) => ReactNode;
};

export function LinkFrame<T>({ query, title, intro, children }: LinkFrameProps<T>) {
  if (query.data !== undefined) {
    return (
      <PublicFrame title={title} intro={intro(query.data)}>
        {children(query.data)}
      </PublicFrame>
    );
  }
  if (query.isError) {
    return (
      <PublicFrame title={strings.join.closedTitle}>
        <p role="alert">{messageOf(query.error)}</p>
      </PublicFrame>
    );
  }
  return (
    <PublicFrame title={title}>
      <Center py="xl">
        <Loader type="dots" aria-label={strings.common.loading} role="status" />
      </Center>
    </PublicFrame>
  );
}
