// What workflows decided today and in seven days, each beside the same span before.
import { Table, Text } from "@mantine/core";
import type { Overview } from "@/api/types.ts";
import { OutcomeStrip } from "@/components/OutcomeBar.tsx";
import { Section } from "@/components/Section.tsx";
import { formatChange, formatNumber, formatShare } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Home.module.css";

type Outcomes = Overview["outcomes"];
type Counts = Outcomes["today"];

const ORDER = [
  "approve",
  "mark_for_review",
  "decline",
] as const satisfies readonly (keyof Counts)[];
const sum = (counts: Counts) => counts.approve + counts.mark_for_review + counts.decline;

export function OutcomesSection({ outcomes }: { outcomes: Outcomes }) {
  const { today, week_before, last_7_days, the_7_days_before } = outcomes;
  const none = sum(last_7_days) + sum(the_7_days_before) === 0;
  return (
    <Section title={strings.home.outcomes}>
      {none ? (
        <Text c="dimmed">{strings.home.noOutcomes}</Text>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {strings.home.outcomesHint}
          </Text>
          <div className={classes.spans}>
            <Compared words={strings.home.today} now={today} before={week_before} />
            <Compared words={strings.home.week} now={last_7_days} before={the_7_days_before} />
          </div>
        </>
      )}
    </Section>
  );
}

type ComparedProps = {
  words: { table: string; now: string; before: string; hint: string };
  now: Counts;
  before: Counts;
};

function Compared({ words, now, before }: ComparedProps) {
  const [all, allBefore] = [sum(now), sum(before)];
  return (
    <div className={classes.span}>
      <OutcomeStrip counts={{ ...now, do_nothing: 0 }} />
      <Table aria-label={words.table} className={classes.numbers}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{strings.home.columns.outcome}</Table.Th>
            <Table.Th>{words.now}</Table.Th>
            <Table.Th>{words.before}</Table.Th>
            <Table.Th>{strings.home.columns.change}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {ORDER.map((outcome) => (
            <Table.Tr key={outcome}>
              <Table.Th scope="row">{strings.home.outcome[outcome]}</Table.Th>
              <Count count={now[outcome]} all={all} />
              <Count count={before[outcome]} all={allBefore} />
              <Table.Td>{formatChange(now[outcome] - before[outcome])}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Table.Tr>
            <Table.Th scope="row">{strings.home.all}</Table.Th>
            <Table.Td>{formatNumber(all)}</Table.Td>
            <Table.Td>{formatNumber(allBefore)}</Table.Td>
            <Table.Td>{formatChange(all - allBefore)}</Table.Td>
          </Table.Tr>
        </Table.Tfoot>
      </Table>
      <Text size="xs" c="dimmed">
        {words.hint}
      </Text>
    </div>
  );
}

function Count({ count, all }: { count: number; all: number }) {
  return (
    <Table.Td>
      {formatNumber(count)}
      {all > 0 && <div className={classes.share}>{formatShare(count, all)}</div>}
    </Table.Td>
  );
}
