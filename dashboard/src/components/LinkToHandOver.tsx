// A link that is shown once, on this dashboard's own address.
import { Group, TextInput } from "@mantine/core";
import { strings } from "@/strings/index.ts";
import { CopyButton } from "./CopyButton.tsx";

export function LinkToHandOver({ path }: { path: string }) {
  const link = new URL(path, window.location.origin).href;
  return (
    <Group align="flex-end" gap="sm">
      <TextInput
        label={strings.invite.link}
        value={link}
        readOnly
        style={{ flex: "1 1 16rem" }}
        onFocus={(event) => event.currentTarget.select()}
      />
      <CopyButton value={link} label={strings.invite.copy} />
    </Group>
  );
}
