import { Text } from "@mantine/core";
import { strings } from "@/strings/index.ts";
import { TryPanel } from "./TryPanel.tsx";

export function TryTab() {
  return (
    <>
      <Text c="dimmed" mb="md">
        {strings.editor.page.attempt.intro}
      </Text>
      <TryPanel layout="split" />
    </>
  );
}
