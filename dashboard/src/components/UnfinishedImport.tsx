// An import that broke off: how far it came, and the two ways on.
import { Button, Group, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { discardImport, LISTS_KEY } from "@/api/queries/lists.ts";
import type { Import } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { strings } from "@/strings/index.ts";
import { notifyDone, notifyFailed } from "./notify.tsx";
import { ProblemBox } from "./ProblemBox.tsx";

const text = strings.unfinishedImport;

type UnfinishedImportProps = { unfinished: Import; mayWrite: boolean; archived: boolean };

export function UnfinishedImport({ unfinished, mayWrite, archived }: UnfinishedImportProps) {
  const queries = useQueryClient();
  const discard = useMutation({
    mutationFn: () => discardImport(unfinished.list, unfinished.id),
    onSuccess: () => notifyDone(text.discarded),
    onError: notifyFailed,
    onSettled: () => queries.invalidateQueries({ queryKey: LISTS_KEY }),
  });
  const who = strings.common.actor(unfinished.started_by.type, unfinished.started_by.name);
  return (
    <ProblemBox
      title={
        unfinished.state === "canceled"
          ? text.canceledAt(unfinished.lines)
          : text.brokeOffAt(unfinished.lines)
      }
    >
      <Text>
        {text.begun(who)} {text.nothingVisible} {mayWrite && !archived && text.sameFile}
      </Text>
      {mayWrite && (
        <Group gap="sm" mt="sm">
          {!archived && (
            <Button
              component={Link}
              to={paths.resumeImport(unfinished.list, unfinished.id)}
              size="xs"
            >
              {text.resume}
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            loading={discard.isPending}
            onClick={() => discard.mutate()}
          >
            {text.discard}
          </Button>
        </Group>
      )}
    </ProblemBox>
  );
}
