import { Button, CopyButton as CopyState } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useAnnounce } from "@/app/announcer.tsx";
import { strings } from "@/strings/index.ts";

export function CopyButton({
  value,
  label = strings.common.copy,
}: {
  value: string;
  label?: string;
}) {
  const announce = useAnnounce();
  return (
    <CopyState value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button
          variant="default"
          leftSection={
            copied ? (
              <IconCheck size={16} aria-hidden="true" />
            ) : (
              <IconCopy size={16} aria-hidden="true" />
            )
          }
          onClick={() => {
            copy();
            announce(strings.common.copied);
          }}
        >
          {copied ? strings.common.copied : label}
        </Button>
      )}
    </CopyState>
  );
}
