// The decision in one sentence, in the engine's words.
import { Group, Text } from "@mantine/core";
import type { Decision, Inquiry } from "@/api/types.ts";
import { Section } from "@/components/Section.tsx";
import { OutcomeChip } from "@/components/state-chips.tsx";
import { Time } from "@/components/Time.tsx";
import { isOpen } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";

export function DecisionSection({ inquiry }: { inquiry: Inquiry }) {
  return (
    <Section title={strings.inquiry.decision}>
      {inquiry.decision === null ? (
        <Text c="dimmed">
          {isOpen(inquiry.status) ? strings.inquiry.undecidedOpen : strings.inquiry.undecided}
        </Text>
      ) : (
        <Decided decision={inquiry.decision} />
      )}
    </Section>
  );
}

function Decided({ decision }: { decision: Decision }) {
  return (
    <>
      <Group gap="sm" align="baseline">
        <OutcomeChip outcome={decision.outcome} />
        <Text size="lg" fw={550} style={{ flex: 1, minWidth: "14rem" }}>
          {decision.sentence}
        </Text>
      </Group>
      <Text size="sm" c="dimmed" mt={6}>
        <Time at={decision.at} />
      </Text>
      {decision.comment && (
        <Text
          mt="xs"
          component="blockquote"
          m={0}
          pl="sm"
          style={{ borderInlineStart: "3px solid var(--pm-line-strong)" }}
        >
          {decision.comment}
        </Text>
      )}
    </>
  );
}
