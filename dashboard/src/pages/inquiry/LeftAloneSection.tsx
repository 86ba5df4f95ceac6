// Which workflows did not run on this inquiry, and why, in words.
import { List, Text } from "@mantine/core";
import { sentence } from "@/api/problem.ts";
import type { LeftAlone } from "@/api/types.ts";
import { Section } from "@/components/Section.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";

export function LeftAloneSection({ entries }: { entries: readonly LeftAlone[] }) {
  if (entries.length === 0) return null;
  return (
    <Section title={strings.inquiry.leftAlone}>
      <List listStyleType="none" spacing="xs" p={0}>
        {entries.map((entry) => (
          <List.Item key={entry.workflow}>
            <Text>{sentence(entry.sentence)}</Text>
            <Text size="sm" c="dimmed">
              <Time at={entry.at} />
            </Text>
          </List.Item>
        ))}
      </List>
    </Section>
  );
}
