// Before publishing: what no workflow may ever do, and whether this draft keeps to it.
import { Text } from "@mantine/core";
import { IconCheck, IconCircleOff, IconQuestionMark } from "@tabler/icons-react";
import { Link } from "react-router";
import type { InquiryBody, JudgedInvariant } from "@/api/types.ts";
import { Chip, type Tone } from "@/components/Chip.tsx";
import { Section } from "@/components/Section.tsx";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import classes from "./workflow.module.css";
import { workflowPaths } from "./workflow-paths.ts";

const words = strings.invariants.publish;

const LOOKS: Record<JudgedInvariant["verdict"], { tone: Tone; icon: typeof IconCheck }> = {
  proved: { tone: "approve", icon: IconCheck },
  refuted: { tone: "decline", icon: IconCircleOff },
  undecided: { tone: "neutral", icon: IconQuestionMark },
};

export function PublishInvariants({ invariants }: { invariants: readonly JudgedInvariant[] }) {
  if (invariants.length === 0) return null;
  return (
    <Section title={words.title}>
      <ul className={classes.changes} aria-label={words.title}>
        {invariants.map((invariant) => (
          <li key={invariant.id}>
            <Judged invariant={invariant} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Judged({ invariant }: { invariant: JudgedInvariant }) {
  const { workflow } = useWorkflowPage();
  const { name, verdict, scope, sentence, because, witness } = invariant;
  const isForNow = verdict === "proved" && scope === "present_lists";
  return (
    <>
      <Chip {...LOOKS[verdict]} label={isForNow ? words.forNow : words.verdict[verdict]} />{" "}
      <strong>{name}</strong>: {sentence}
      {because !== null && (
        <Text size="sm" c="dimmed">
          {because}
        </Text>
      )}
      {witness !== null && (
        <Link
          to={workflowPaths.tab(workflow.id, "try")}
          state={{ inquiry: witness as InquiryBody }}
        >
          {words.tryExample}
        </Link>
      )}
    </>
  );
}

/** Why nothing is published, if an invariant is in the way. */
export function brokenBecause(invariants: readonly JudgedInvariant[]): string | null {
  const broken = invariants.filter(({ verdict }) => verdict === "refuted");
  return broken.length === 0 ? null : words.broken(broken.map(({ name }) => name));
}
