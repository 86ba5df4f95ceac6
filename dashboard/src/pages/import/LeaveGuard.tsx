// Asks before a running import is lost by leaving its page.
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";
import { strings } from "@/strings/index.ts";

const text = strings.importing;

export function LeaveGuard({ active }: { active: boolean }) {
  const blocker = useBlocker(active);
  useEffect(() => {
    if (!active) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [active]);
  useEffect(() => {
    // The import ended while the question stood: nothing is lost by going on.
    if (!active && blocker.state === "blocked") blocker.proceed();
  }, [active, blocker]);
  if (blocker.state !== "blocked") return null;
  return (
    <Modal
      opened
      onClose={() => blocker.reset()}
      title={text.leaveTitle}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <Stack gap="md">
        <Text>{text.leaveDetail}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => blocker.proceed()}>
            {text.leave}
          </Button>
          <Button onClick={() => blocker.reset()} data-autofocus>
            {text.stay}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
