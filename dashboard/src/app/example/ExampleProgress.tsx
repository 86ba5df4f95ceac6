// How far the making or removing of the example is.
import { Progress, Stack, Text } from "@mantine/core";
import type { Example } from "@/api/types.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

export function ExampleProgress({ example }: { example: Example }) {
  const fraction = example.total === 0 ? 0 : example.done / example.total;
  return (
    <Stack gap={4} w="100%" maw="24rem">
      <Progress.Root size="md">
        <Progress.Section value={fraction * 100} aria-label={strings.example.progress} />
      </Progress.Root>
      <Text size="sm" c="dimmed" className="pm-numbers">
        {strings.example.done(formatNumber(example.done), formatNumber(example.total))}
      </Text>
    </Stack>
  );
}
