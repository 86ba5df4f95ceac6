// What an import did, and every line that could not be used, with its number and why.
import { Button, Group, Stack, Table, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useEffect } from "react";
import { Link } from "react-router";
import { sentence } from "@/api/problem.ts";
import type { BadLine, Import } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { paths } from "@/app/paths.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { type Fact, Facts } from "@/components/Facts.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { Section } from "@/components/Section.tsx";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { badLinesCsv } from "./bad-lines-csv.ts";

const text = strings.importing;

type ImportReportProps = { report: Import; onAnother: () => void };

export function ImportReport({ report, onAnother }: ImportReportProps) {
  const announce = useAnnounce();
  const completed = report.state === "completed";
  useEffect(() => {
    if (completed) announce(text.doneAnnounce(report.added));
  }, [announce, completed, report.added]);
  return (
    <Stack gap="md">
      {completed ? (
        <Section title={text.doneTitle}>
          <Facts facts={numbersOf(report)} />
        </Section>
      ) : (
        <ProblemBox title={text.failedTitle}>{text.failedDetail}</ProblemBox>
      )}
      {report.bad_lines.length > 0 && (
        <BadLines lines={report.bad_lines} more={report.bad_lines_more} />
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onAnother}>
          {text.another}
        </Button>
        <Button component={Link} to={paths.list(report.list)}>
          {text.toList}
        </Button>
      </Group>
    </Stack>
  );
}

function numbersOf(report: Import): Fact[] {
  const facts: Fact[] = [
    { name: text.lines, value: formatNumber(report.lines) },
    { name: text.addedCount, value: formatNumber(report.added) },
    { name: text.duplicates, value: formatNumber(report.duplicates) },
    { name: text.bad, value: formatNumber(report.bad) },
  ];
  if (typeof report.revision === "number") {
    facts.push({ name: text.revision, value: formatNumber(report.revision) });
  }
  return facts;
}

function BadLines({ lines, more }: { lines: readonly BadLine[]; more: number }) {
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
