// What no workflow may ever do: everybody who sees workflows reads it, administrators write it.
import { Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { IconPlus, IconShieldCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import {
  archiveInvariant,
  INVARIANTS_KEY,
  invariantQuery,
  invariantsQuery,
} from "@/api/queries/invariants.ts";
import { WORKFLOWS_KEY } from "@/api/queries/workflows.ts";
import type { Invariant } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { notifyDone } from "@/components/notify.tsx";
import { Page } from "@/components/Page.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { Question } from "@/pages/workflow/dialogs.tsx";
import { strings } from "@/strings/index.ts";
import { InvariantVersions } from "./InvariantVersions.tsx";

const words = strings.invariants.page;

/** The editor's conditions are large, and most people only read here. */
const InvariantForm = lazy(() =>
  import("./InvariantForm.tsx").then((form) => ({ default: form.InvariantForm })),
);

export default function InvariantsPage() {
  const mayManage = useMay()("invariants.manage");
  const all = useQuery(invariantsQuery);
  const [isAdding, setAdding] = useState(false);
  const addButton = useFocusBack(isAdding);
  const add = mayManage && !isAdding && (
    <Button
      ref={addButton}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
      onClick={() => setAdding(true)}
    >
      {words.add}
    </Button>
  );
  return (
    <Page
      title={words.title}
      intro={words.intro}
      back={{ to: paths.workflows, label: words.back }}
      actions={add}
      width="narrow"
    >
      <Stack gap="md">
        {isAdding && (
          <Section title={words.addTitle}>
            <Suspense fallback={<Skeleton height={240} />}>
              <InvariantForm present={null} onClose={() => setAdding(false)} />
            </Suspense>
          </Section>
        )}
        <QueryView query={all}>
          {(invariants) =>
            invariants.length === 0 && !isAdding ? (
              <EmptyState
                icon={IconShieldCheck}
                title={words.emptyTitle}
                detail={mayManage ? words.emptyDetail : words.readOnly}
              />
            ) : (
              invariants.map((one) => (
                <OneInvariant key={one.id} invariant={one} mayManage={mayManage} />
              ))
            )
          }
        </QueryView>
      </Stack>
    </Page>
  );
}

function OneInvariant({ invariant, mayManage }: { invariant: Invariant; mayManage: boolean }) {
  const [isEditing, setEditing] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const editButton = useFocusBack(isEditing);
  const archive = useArchive(invariant, () => setAsking(false));
  if (isEditing) {
    return (
      <Section title={invariant.name}>
        <Suspense fallback={<Skeleton height={240} />}>
          <InvariantForm present={invariant} onClose={() => setEditing(false)} />
        </Suspense>
      </Section>
    );
  }
  return (
    <Section title={invariant.name}>
      <Text>{invariant.sentence}</Text>
      <Running id={invariant.id} />
      <InvariantVersions invariant={invariant} />
      {mayManage && (
        <Group gap="sm" mt="sm">
          <Button
            ref={editButton}
            size="compact-sm"
            variant="default"
            aria-label={words.editOf(invariant.name)}
            onClick={() => setEditing(true)}
          >
            {words.edit}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={words.archiveOf(invariant.name)}
            onClick={() => setAsking(true)}
          >
            {words.archive}
          </Button>
        </Group>
      )}
      <Question
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={words.archiveHeading(invariant.name)}
        confirm={words.archive}
        change={archive}
      >
        <Text>{words.archiveDetail}</Text>
      </Question>
    </Section>
  );
}

/** The versions that run and break it. */
function Running({ id }: { id: string }) {
  const { data } = useQuery(invariantQuery(id));
  const breaking = (data?.running ?? []).filter(({ verdict }) => verdict === "refuted");
  if (breaking.length === 0) return null;
  return (
    <ProblemBox title={words.breaks}>
      {breaking.map(({ workflow, workflow_name, version, because }) => (
        <div key={workflow}>
          <Link to={paths.workflow(workflow)}>{words.running(workflow_name, version)}</Link>:{" "}
          {because}
        </div>
      ))}
    </ProblemBox>
  );
}

/** What opened a form has the focus again once the form is closed. */
function useFocusBack(isOpen: boolean) {
  const opener = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen) opener.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return opener;
}

function useArchive({ id, name }: Invariant, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => archiveInvariant(id),
    onSuccess: () => {
      onDone();
      notifyDone(words.archived(name));
      // Its buttons go with it.
      document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
    },
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: INVARIANTS_KEY });
      await queries.invalidateQueries({ queryKey: WORKFLOWS_KEY });
    },
  });
}
