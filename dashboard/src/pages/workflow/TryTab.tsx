import { Text } from "@mantine/core";
import { useLocation } from "react-router";
import type { InquiryBody } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { TryPanel } from "./TryPanel.tsx";

export function TryTab() {
  const { key, state } = useLocation();
  const given = (state as { inquiry?: InquiryBody } | null)?.inquiry ?? null;
  return (
    <>
      <Text c="dimmed" mb="md">
        {strings.editor.page.attempt.intro}
      </Text>
      <TryPanel key={given ? key : ""} layout="split" given={given} />
    </>
  );
}
