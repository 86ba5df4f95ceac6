// A text that is not being edited, as YAML, to read, copy and keep.
import { Button, Group } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import type { WorkflowDocument } from "@/api/types.ts";
import { CopyButton } from "@/components/CopyButton.tsx";
import { downloadText } from "@/components/download.ts";
import { strings } from "@/strings/index.ts";
import type { JsonObject } from "../model/model.ts";
import { TextField } from "./TextField.tsx";
import { writeYaml } from "./yaml.ts";

const words = strings.editor.text;

export default function ReadOnlyText({ document }: { document: WorkflowDocument }) {
  const yaml = useMemo(() => writeYaml(document as unknown as JsonObject), [document]);
  const download = () =>
    downloadText(yaml, words.fileName(document.name ?? ""), "application/yaml");
  return (
    <>
      <TextField label={words.readOnlyLabel} value={yaml} isReadOnly />
      <Group mt="sm" gap="sm">
        <CopyButton value={yaml} />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          onClick={download}
        >
          {words.download}
        </Button>
      </Group>
    </>
  );
}
