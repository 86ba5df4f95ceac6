// The share of decisions that needed no person.
import { Text } from "@mantine/core";
import type { Overview } from "@/api/types.ts";
import { Section } from "@/components/Section.tsx";
import { formatShare } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Home.module.css";

export function AutomationSection({ automation }: { automation: Overview["automation"] }) {
  const { last_7_days: now, the_7_days_before: before } = automation;
  return (
    <Section title={strings.home.automation}>
      {now.decided === 0 ? (
        <Text c="dimmed">{strings.home.automationNone}</Text>
      ) : (
        <Text>
          <span className={classes.rate}>{formatShare(now.by_workflows, now.decided)}</span>{" "}
          {strings.home.automationOf(now.by_workflows, now.decided)}
        </Text>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {before.decided === 0
          ? strings.home.automationNoneBefore
          : strings.home.automationBefore(
              formatShare(before.by_workflows, before.decided),
              before.by_workflows,
              before.decided,
            )}{" "}
        {strings.home.automationHint}
      </Text>
    </Section>
  );
}
