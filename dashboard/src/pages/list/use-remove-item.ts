// Takes an item off its list at once, and back on within a few seconds if that was a mistake.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { addItem, listQuery, removeItem } from "@/api/queries/lists.ts";
import type { Item } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { hideNotice, notifyDone, notifyFailed, notifyWithUndo } from "@/components/notify.tsx";
import { strings } from "@/strings/index.ts";
import { bodyOfItem } from "./item-fields.ts";

/** By the value: erasing an item erases all that said the same. */
const noticeOf = (list: string, text: string) => `removed ${list} ${text}`;

/** Takes the notice of a removal away, and with it the way back. */
export function forgetRemoval(list: string, text: string): void {
  hideNotice(noticeOf(list, text));
}

export function useRemoveItem(list: string, onRemoved: () => void): (item: Item) => void {
  const queries = useQueryClient();
  const announce = useAnnounce();
  const refresh = () => queries.invalidateQueries({ queryKey: listQuery(list).queryKey });
  const restore = useMutation({
    mutationFn: (item: Item) => addItem(list, bodyOfItem(item)),
    onSuccess: ({ item }) => {
      notifyDone(strings.list.restored(item.text ?? strings.list.erasedValue));
      return refresh();
    },
    onError: notifyFailed,
  });
  const remove = useMutation({
    mutationFn: (item: Item) => removeItem(list, item.id),
    onSuccess: async (_nothing, item) => {
      await refresh();
      onRemoved();
      const { text } = item;
      // Only what was removed long ago can be erased.
      if (text === null) return;
      announce(strings.list.removed(text));
      notifyWithUndo(noticeOf(list, text), strings.list.removed(text), () => restore.mutate(item));
    },
    onError: notifyFailed,
  });
  return (item) => remove.mutate(item);
}
