// Before publishing: for whom the draft decides differently than what others rely on now, and whether what runs beside
// it ever disagrees.
import { Anchor, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconQuestionMark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Disagreement, Disagreements } from "@/api/preview-types.ts";
import type { InquiryBody, WorkflowDocument } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { Chip } from "@/components/Chip.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { Sample } from "@/editor/knowing/Sample.tsx";
import { versionQuery } from "@/editor/queries.ts";
import { formatList } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { Meaning, namesOf, Unproved } from "./compare/Meaning.tsx";
import { compareQuery, disagreementsQuery } from "./compare/queries.ts";
import { useWorkflowPage } from "./page-data.ts";
import classes from "./workflow.module.css";
import { workflowPaths } from "./workflow-paths.ts";

const words = strings.comparison;

export function PublishMeaning({ document }: { document: WorkflowDocument }) {
  const { workflow, draft } = useWorkflowPage();
  const against = workflow.running?.version ?? workflow.latest_version;
  const hasErrors = draft?.diagnostics.some(({ severity }) => severity === "error") ?? true;
  if (hasErrors) return null;
  return (
    <>
      {against !== null && <AgainstVersion document={document} against={against} />}
      <Beside document={document} />
    </>
  );
}

function AgainstVersion({ document, against }: { document: WorkflowDocument; against: number }) {
  const { workflow } = useWorkflowPage();
  const before = useQuery(versionQuery(workflow.id, against));
  const compared = useQuery(compareQuery(workflow.id, against, document));
  return (
    <Section title={words.meaning.title}>
      <Text size="sm" c="dimmed" mb="xs">
        {words.meaning.against(against)} {words.meaning.hint}
      </Text>
      <QueryView query={compared} lines={3}>
        {({ comparison, unproved_because: because }) =>
          comparison ? (
            <Meaning
              compared={comparison}
              workflow={workflow.id}
              nameOf={namesOf(before.data?.document, document)}
            />
          ) : (
            because !== null && <Unproved because={because} />
          )
        }
      </QueryView>
    </Section>
  );
}

function Beside({ document }: { document: WorkflowDocument }) {
  const { workflow } = useWorkflowPage();
  const found = useQuery(disagreementsQuery(workflow.id, document));
  if (found.data && found.data.beside.length === 0) return null;
  return (
    <Section title={words.beside.title}>
      <QueryView query={found} lines={2}>
        {(answer) => <Disagreeing found={answer} />}
      </QueryView>
    </Section>
  );
}

function Disagreeing({ found: { beside, disagreements } }: { found: Disagreements }) {
  const open = new Set(disagreements.map(({ with: { workflow } }) => workflow));
  const notAsked = beside.filter(({ not_asked: why }) => why !== null);
  const agreeing = beside.filter(
    ({ workflow, not_asked: why }) => why === null && !open.has(workflow),
  );
  const names = formatList(agreeing.map(({ workflow_name: name }) => `“${name}”`));
  return (
    <>
      {disagreements.length > 0 && (
        <ul className={classes.changes} aria-label={words.beside.label}>
          {disagreements.map((one) => (
            <li key={`${one.with.workflow} ${one.theirs} ${one.ours}`}>
              <OneDisagreement one={one} />
            </li>
          ))}
        </ul>
      )}
      {notAsked.map(({ workflow, workflow_name: name, version, not_asked: why }) => (
        <Text key={workflow} mt={4}>
          <IconQuestionMark size={15} aria-hidden="true" />{" "}
          {words.beside.notAsked(name, version, why ?? "")}
        </Text>
      ))}
      {agreeing.length > 0 && (
        <Text mt={4}>
          <Chip tone="approve" icon={IconCheck} label={words.beside.agrees(names)} />
        </Text>
      )}
      {disagreements.length > 0 && (
        <Anchor component={Link} to={paths.workflows} size="sm" mt="xs" display="inline-block">
          {words.beside.order}
        </Anchor>
      )}
    </>
  );
}

function OneDisagreement({ one }: { one: Disagreement }) {
  const { workflow } = useWorkflowPage();
  const { with: other, theirs, ours, because } = one;
  const { workflow_name: name, runs_before: runsBefore } = other;
  const inquiry = one.witness as InquiryBody | null;
  return (
    <>
      <IconAlertTriangle size={15} aria-hidden="true" />{" "}
      {one.verdict === "yes"
        ? words.beside.line(name, theirs, ours, runsBefore)
        : words.beside.undecided(name, theirs, ours, because ?? "")}{" "}
      {inquiry && one.scope === "any_lists" && words.beside.elsewhere}
      {inquiry && (
        <>
          <Sample inquiry={inquiry} />
          <Anchor
            component={Link}
            to={workflowPaths.tab(workflow.id, "try")}
            state={{ inquiry }}
            size="sm"
            display="inline-block"
          >
            {words.meaning.tryExample}
          </Anchor>
        </>
      )}
    </>
  );
}
