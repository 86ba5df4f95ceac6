// What an import did, and every line that could not be used, with its number and why.
import { Button, Group, Stack } from "@mantine/core";
import { useEffect } from "react";
import { Link } from "react-router";
import type { Import } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { paths } from "@/app/paths.ts";
import { BadLines } from "@/components/BadLines.tsx";
import { type Fact, Facts } from "@/components/Facts.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { Section } from "@/components/Section.tsx";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

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
        <ProblemBox title={report.state === "discarded" ? text.discardedTitle : text.failedTitle}>
          {text.failedDetail}
        </ProblemBox>
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
  const passedOver = report.lines - report.added - report.duplicates - report.bad;
  if (passedOver > 0) facts.push({ name: text.passedOver, value: formatNumber(passedOver) });
  if (typeof report.revision === "number") {
    facts.push({ name: text.revision, value: formatNumber(report.revision) });
  }
  return facts;
}
