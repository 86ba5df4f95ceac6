// Every line of an import that could not be used, with its number and why, to look at and to take away.
import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { sentence } from "@/api/problem.ts";
import type { BadLine } from "@/api/types.ts";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { badLinesCsv } from "./bad-lines-csv.ts";
import { DataTable } from "./DataTable.tsx";

const text = strings.importing;

export function BadLines({ lines, more }: { lines: readonly BadLine[]; more: number }) {
  return (
    <Stack gap="xs">
      <DataTable label={text.badTable}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.badColumns.line}</Table.Th>
            <Table.Th>{text.badColumns.value}</Table.Th>
            <Table.Th>{text.badColumns.reason}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((bad) => (
            <Table.Tr key={bad.line}>
              <Table.Td>{formatNumber(bad.line)}</Table.Td>
              <Table.Td ff="monospace" style={{ overflowWrap: "anywhere" }}>
                {bad.value}
              </Table.Td>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{sentence(bad.detail)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      {more > 0 && <Text c="dimmed">{text.badMore(more)}</Text>}
      <Group>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconDownload size={15} aria-hidden="true" />}
          onClick={() => download(badLinesCsv(lines))}
        >
          {text.download}
        </Button>
      </Group>
    </Stack>
  );
}

function download(csv: string): void {
  const address = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = text.downloadName;
  link.click();
  URL.revokeObjectURL(address);
}
