// Short notices at the edge of the screen: done, or failed and why; with Undo where there is one.
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { messageOf } from "@/api/problem.ts";
import { strings } from "@/strings/index.ts";

const UNDO_FOR_MS = 12_000;

export function notifyDone(message: string): void {
  notifications.show({
    message,
    color: "green",
    closeButtonProps: { "aria-label": strings.common.close },
  });
}

export function notifyFailed(error: unknown): void {
  notifications.show({
    message: messageOf(error),
    color: "red",
    autoClose: false,
    closeButtonProps: { "aria-label": strings.common.close },
  });
}

/** Whoever makes the undoing wrong takes the notice away by its id. */
export function notifyWithUndo(id: string, message: string, undo: () => void): void {
  notifications.show({
    id,
    autoClose: UNDO_FOR_MS,
    closeButtonProps: { "aria-label": strings.common.close },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          {strings.common.undo}
        </Button>
      </Group>
    ),
  });
}

export function hideNotice(id: string): void {
  notifications.hide(id);
}
