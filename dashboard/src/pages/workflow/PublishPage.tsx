// Publishing on one page: what changes, what the checks say, a note. A disabled button says why.
import { Button, Group, Skeleton, Text, Textarea } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { Link, useNavigate } from "react-router";
import { ApiError, messageOf } from "@/api/problem.ts";
import { testRunQuery } from "@/api/queries/workflow-tests.ts";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { Draft } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { RequireRight } from "@/app/RequireRight.tsx";
import { notifyDone } from "@/components/notify.tsx";
import { Page } from "@/components/Page.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { draftChangesQuery, publishDraft } from "@/editor/queries.ts";
import type { DraftSession } from "@/editor/session/DraftSession.ts";
import { strings } from "@/strings/index.ts";
import { PublishChecks } from "./PublishChecks.tsx";
import { brokenBecause, PublishInvariants } from "./PublishInvariants.tsx";
import { PublishTests, testsBecause } from "./PublishTests.tsx";
import { useWorkflowPage } from "./page-data.ts";
import { ReasonedButton } from "./ReasonedButton.tsx";
import { useDraftChange } from "./use-draft-change.ts";
import classes from "./workflow.module.css";
import { workflowPaths } from "./workflow-paths.ts";

const words = strings.editor.page.publish;

const PublishKnown = lazy(() => import("./PublishKnown.tsx"));

export function PublishPage() {
  useEffect(() => {
    // The page takes the place of another below the same address.
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  }, []);
  return (
    <RequireRight right="workflows.write">
      <Publishing />
    </RequireRight>
  );
}

function Publishing() {
  const { workflow, draft } = useWorkflowPage();
  return (
    <Page
      title={words.title(workflow.name)}
      intro={words.intro}
      back={{ to: paths.workflow(workflow.id), label: words.back }}
      width="narrow"
    >
      {draft ? <PublishForm draft={draft} /> : <Text c="dimmed">{words.because.noDraft}</Text>}
    </Page>
  );
}

function PublishForm({ draft }: { draft: Draft }) {
  const { workflow, catalogue, session } = useWorkflowPage();
  const [note, setNote] = useState("");
  const publish = usePublish(draft.etag, note);
  const unsaved = useUnsaved(session);
  const errors = draft.diagnostics.filter(({ severity }) => severity === "error").length;
  const mistakes = errors > 0 ? words.because.errors(errors) : null;
  const tests = useQuery({ ...testRunQuery(workflow.id, draft.etag), enabled: errors === 0 });
  const because =
    unsaved ?? mistakes ?? brokenBecause(draft.invariants) ?? testsBecause(tests.data);
  const next = (workflow.latest_version ?? 0) + 1;
  return (
    <div className={classes.stacked}>
      <WhatChanges key={draft.etag} draft={draft} />
      <Suspense fallback={<Skeleton height={240} />}>
        <PublishKnown document={draft.document} />
      </Suspense>
      <PublishInvariants invariants={draft.invariants} />
      <PublishTests etag={draft.etag} run={tests} hasErrors={errors > 0} />
      <Section title={words.checks}>
        <PublishChecks draft={draft} />
      </Section>
      <Textarea
        label={words.note}
        description={words.noteHint}
        placeholder={words.notePlaceholder}
        value={note}
        maxLength={catalogue.limits.note_characters}
        autosize
        minRows={2}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {publish.isError && (
        <ProblemBox title={words.failed}>
          {isStale(publish.error) ? words.changedMeanwhile : messageOf(publish.error)}
        </ProblemBox>
      )}
      <Group gap="sm" justify="flex-end">
        {because && (
          <Text size="sm" c="dimmed">
            {because}
          </Text>
        )}
        <Button component={Link} to={paths.workflow(workflow.id)} variant="default">
          {strings.common.cancel}
        </Button>
        <ReasonedButton
          because={because}
          leftSection={<IconUpload size={16} aria-hidden="true" />}
          loading={publish.isPending}
          onClick={() => publish.mutate()}
        >
          {words.submit(next)}
        </ReasonedButton>
      </Group>
    </div>
  );
}

function WhatChanges({ draft }: { draft: Draft }) {
  const { workflow } = useWorkflowPage();
  const changes = useQuery(draftChangesQuery(workflow.id));
  return (
    <Section title={words.changes}>
      <QueryView query={changes} lines={3}>
        {({ against, changes: lines }) => (
          <>
            <Text size="sm" c="dimmed" mb="xs">
              {against === null ? words.first : words.against(against)}
            </Text>
            {against !== null && lines.length === 0 && <Text>{words.noChanges}</Text>}
            <Lines lines={against === null ? firstLines(draft) : lines} />
          </>
        )}
      </QueryView>
    </Section>
  );
}

function Lines({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) return null;
  return (
    <ul className={classes.changes}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** With nothing to compare with, the whole text is what changes. */
function firstLines({ explanation }: Draft): string[] {
  const routes = explanation.routes.map(({ name, sentence }) => words.firstRoute(name, sentence));
  return [...routes, explanation.everything_else.sentence];
}

/** Publishes the text whose etag the page has shown, and no other. */
function usePublish(etag: string, note: string) {
  const { workflow } = useWorkflowPage();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { closeDraft } = useDraftChange(workflow.id);
  return useMutation({
    mutationFn: () => publishDraft(workflow.id, etag, note.trim()),
    onSuccess: async ({ version }) => {
      // First away from the page that shows the draft, then the draft itself.
      await navigate(workflowPaths.tab(workflow.id, "routes"));
      closeDraft();
      notifyDone(words.published(version));
      await queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
    },
    onError: () => queries.invalidateQueries({ queryKey: WORKFLOWS_KEY }),
  });
}

const NEVER = () => () => {};

function useUnsaved(session: DraftSession | null): string | null {
  const kind = useSyncExternalStore(session?.subscribe ?? NEVER, () => {
    const view = session?.view();
    return view?.held ? "held" : view?.saving.kind;
  });
  if (kind === undefined || kind === "saved") return null;
  return kind === "saving" ? words.because.saving : words.because.unsaved;
}

function isStale(error: unknown): boolean {
  return error instanceof ApiError && error.status === 412;
}
