// Archiving, or where the list is used and why that stands in the way. Who does not see Workflows learns it from the
// refusal.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "@/api/problem.ts";
import { archiveList, LISTS_KEY } from "@/api/queries/lists.ts";
import type { List } from "@/api/types.ts";
import { isUsed, ListUses } from "@/components/ListUses.tsx";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { strings } from "@/strings/index.ts";

const text = strings.list;

export function ArchiveDialog({ list, onClose }: { list: List; onClose: () => void }) {
  const used = isUsed(list);
  const isHidden = used === null;
  const inUse = used === true;
  const queries = useQueryClient();
  const archive = useMutation({
    mutationFn: () => archiveList(list.id),
    onSuccess: () => {
      notifyDone(text.archiveDone(list.name));
      onClose();
    },
    // Also after a refusal: someone may have begun to use it a moment ago.
    onSettled: () => queries.invalidateQueries({ queryKey: LISTS_KEY }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={inUse ? text.archiveInUseTitle(list.name) : text.archiveTitle(list.name)}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <Stack gap="md">
        {archive.isError && (
          <ProblemBox title={text.archiveFailed}>{messageOf(archive.error)}</ProblemBox>
        )}
        <Text>{inUse ? text.archiveInUse : text.archiveDetail}</Text>
        {isHidden && <Text>{text.archiveHidden}</Text>}
        {inUse && <ListUses list={list} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {inUse ? strings.common.close : strings.common.cancel}
          </Button>
          {!inUse && (
            <Button loading={archive.isPending} onClick={() => archive.mutate()}>
              {text.archive}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
