import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { Section } from "@/components/Section.tsx";
import { formatBytes } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import type { ImportProgress } from "./progress.ts";

const text = strings.importing;

type ImportRunningProps = { progress: ImportProgress; onCancel: () => void };

export function ImportRunning({ progress, onCancel }: ImportRunningProps) {
  const { fraction, sentBytes, totalBytes, finishing, lines } = progress;
  return (
    <Section
      title={text.running}
      aside={<Text className="pm-numbers">{text.percent(fraction)}</Text>}
    >
      <Stack gap="sm">
        <Progress.Root size="lg">
          <Progress.Section value={fraction * 100} aria-label={text.progress} />
        </Progress.Root>
        <Group justify="space-between" className="pm-numbers">
          <Text c="dimmed">
            {finishing
              ? text.finishing
              : text.sent(formatBytes(sentBytes), formatBytes(totalBytes))}
          </Text>
          <Text c="dimmed">{text.linesRead(lines)}</Text>
        </Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {text.cancel}
          </Button>
        </Group>
      </Stack>
    </Section>
  );
}
