// Erasing what a removed item said: what goes, what stays, and that there is no way back.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { messageOf } from "@/api/problem.ts";
import { eraseItem, LISTS_KEY } from "@/api/queries/lists.ts";
import type { Item } from "@/api/types.ts";
import { notifyDone } from "@/components/notify.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { strings } from "@/strings/index.ts";
import { forgetRemoval } from "./use-remove-item.ts";

const text = strings.list;

type EraseDialogProps = {
  list: string;
  item: Item;
  onClose: () => void;
  /** The button that opened the dialog goes away: the place for the focus is the caller's to choose. */
  onErased: () => void;
};

export function EraseDialog({ list, item, onClose, onErased }: EraseDialogProps) {
  const queries = useQueryClient();
  const erase = useMutation({
    mutationFn: () => eraseItem(list, item.id),
    onSuccess: (erased) => {
      // Undo would bring the value back, and the notice still shows it.
      if (item.text !== null) forgetRemoval(list, item.text);
      notifyDone(text.eraseDone(erased));
      onClose();
      onErased();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: LISTS_KEY }),
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.eraseTitle}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <Stack gap="md">
        {erase.isError && (
          <ProblemBox title={text.eraseFailed}>{messageOf(erase.error)}</ProblemBox>
        )}
        <Text ff="monospace" style={{ overflowWrap: "anywhere" }}>
          {item.text}
        </Text>
        <Text>{text.eraseGoes}</Text>
        <Text>{text.eraseStays}</Text>
        {item.removed === null && <Text>{text.eraseRemoves}</Text>}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {strings.common.cancel}
          </Button>
          <Button color="red" loading={erase.isPending} onClick={() => erase.mutate()}>
            {text.eraseNow}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
