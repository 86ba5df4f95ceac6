// One change: who, when, from where, and what it was before and after.
import { Alert, Anchor, Code, Text } from "@mantine/core";
import { IconEraser } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { auditEntryQuery } from "@/api/queries/audit.ts";
import type { AuditEntry } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { Facts } from "@/components/Facts.tsx";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { Time } from "@/components/Time.tsx";
import { actorOf, subjectOf, subjectPath } from "@/pages/audit/words.ts";
import { formatDateTime } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./AuditEntryPage.module.css";
import { BeforeAfter } from "./BeforeAfter.tsx";

const BACK = { to: paths.audit, label: strings.audit.back };

export default function AuditEntryPage() {
  const { seq = "" } = useParams();
  const query = useQuery(auditEntryQuery(Number(seq)));
  if (query.data) return <OneEntry entry={query.data} />;
  return (
    <Page title={strings.audit.title} back={BACK}>
      <QueryView query={query}>{() => null}</QueryView>
    </Page>
  );
}

function OneEntry({ entry }: { entry: AuditEntry }) {
  return (
    <Page
      title={strings.audit.action[entry.action]}
      back={BACK}
      intro={`${strings.audit.entry(entry.seq)} · ${actorOf(entry)} · ${formatDateTime(entry.at)}`}
    >
      {entry.erased_at !== null && (
        <Alert mb="md" color="gray" icon={<IconEraser aria-hidden="true" />}>
          {strings.audit.erasedNote(formatDateTime(entry.erased_at))}
        </Alert>
      )}
      <div className={classes.columns}>
        <Section title={strings.audit.changed} flush={entry.changes.length > 0}>
          {entry.changes.length === 0 ? (
            <Text c="dimmed">{strings.audit.noValues}</Text>
          ) : (
            <BeforeAfter changes={entry.changes} />
          )}
        </Section>
        <Section title={strings.audit.facts}>
          <Facts facts={factsOf(entry)} />
        </Section>
      </div>
    </Page>
  );
}

function factsOf(entry: AuditEntry) {
  const path = subjectPath(entry);
  const { subject } = entry;
  return [
    { name: strings.audit.who, value: actorOf(entry), note: strings.audit.via[entry.via] },
    { name: strings.audit.moment, value: <Time at={entry.at} /> },
    { name: strings.audit.address, value: entry.address ?? addressGone(entry) },
    {
      name: strings.audit.subject,
      value: path ? (
        <Anchor component={Link} to={path}>
          {subjectOf(entry)}
        </Anchor>
      ) : (
        subjectOf(entry)
      ),
      note: (
        <Anchor component={Link} to={paths.auditOf(subject.id)} size="xs">
          {strings.audit.changesOf(subjectOf(entry))}
        </Anchor>
      ),
    },
    ...(subject.item === null
      ? []
      : [{ name: strings.audit.item, value: <Code>{subject.item}</Code> }]),
    { name: strings.audit.hash, value: <Code>{entry.hash}</Code>, note: strings.audit.hashNote },
  ];
}

const addressGone = ({ actor }: AuditEntry) =>
  actor.name === null ? strings.audit.erased : strings.audit.noAddress;
