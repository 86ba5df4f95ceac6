// One workflow: what it is doing, its routes, and everything about them. The tab is in the address.
import { Skeleton, Stack, Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense } from "react";
import { useNavigate, useParams } from "react-router";
import { catalogueQuery } from "@/api/queries/catalogue.ts";
import { workflowQuery } from "@/api/queries/workflows.ts";
import type { Catalogue, Draft, List, Workflow } from "@/api/types.ts";
import { NotFoundPage } from "@/app/error-pages.tsx";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { ChangesLink } from "@/components/ChangesLink.tsx";
import { Page } from "@/components/Page.tsx";
import { ErrorBox } from "@/components/ProblemBox.tsx";
import { WorkflowStateChip } from "@/components/state-chips.tsx";
import { allListsQuery, draftQuery } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { type WorkflowPageData, WorkflowPageProvider } from "./page-data.ts";
import { stateSentence } from "./state-sentence.ts";
import { useDraftSession } from "./use-draft-session.ts";
import { WorkflowActions } from "./WorkflowActions.tsx";
import { type Place, readPlace, TABS, type WorkflowTab, workflowPaths } from "./workflow-paths.ts";

// Each tab is loaded when it is opened: the editor above all is heavy, and the other tabs do without it.
const RoutesTab = lazy(async () => ({ default: (await import("./RoutesTab.tsx")).RoutesTab }));
const TryTab = lazy(async () => ({ default: (await import("./TryTab.tsx")).TryTab }));
const RunsTab = lazy(async () => ({ default: (await import("./RunsTab.tsx")).RunsTab }));
const VersionsTab = lazy(async () => ({
  default: (await import("./VersionsTab.tsx")).VersionsTab,
}));
const VersionView = lazy(async () => ({
  default: (await import("./VersionView.tsx")).VersionView,
}));
const CompareView = lazy(async () => ({
  default: (await import("./compare/CompareView.tsx")).CompareView,
}));
const PublishPage = lazy(async () => ({
  default: (await import("./PublishPage.tsx")).PublishPage,
}));

/** Someone else may be editing: look for a newer text now and then. */
const LOOK_AGAIN_AFTER_MS = 15_000;

export default function WorkflowPage() {
  const { id = "", "*": rest = "" } = useParams();
  const place = readPlace(rest);
  const workflow = useQuery({ ...workflowQuery(id), refetchInterval: LOOK_AGAIN_AFTER_MS });
  const catalogue = useQuery(catalogueQuery);
  const lists = useQuery(allListsQuery);
  const hasDraft = workflow.data !== undefined && workflow.data.draft !== null;
  const draft = useQuery({
    ...draftQuery(id),
    refetchInterval: LOOK_AGAIN_AFTER_MS,
    enabled: hasDraft,
  });
  if (place.kind === "unknown") return <NotFoundPage />;
  const failed = [workflow, catalogue, lists, draft].find(({ isError, data }) => isError && !data);
  const shownDraft = hasDraft ? draft.data : null;
  if (failed || !workflow.data || !catalogue.data || !lists.data || shownDraft === undefined) {
    return (
      <Page title={workflow.data?.name ?? strings.common.loading} back={back}>
        {failed ? (
          <ErrorBox error={failed.error} onRetry={() => void failed.refetch()} />
        ) : (
          <Loading />
        )}
      </Page>
    );
  }
  return (
    <LoadedPage
      key={id}
      place={place}
      workflow={workflow.data}
      catalogue={catalogue.data}
      lists={lists.data}
      draft={shownDraft}
    />
  );
}

function Loading() {
  return (
    <Stack gap="sm" role="status" aria-label={strings.common.loading}>
      <Skeleton height={36} />
      <Skeleton height={64} />
      <Skeleton height={64} />
    </Stack>
  );
}

const back = { to: paths.workflows, label: strings.shell.workflows };

function LoadedPage(props: {
  place: Place;
  workflow: Workflow;
  catalogue: Catalogue;
  lists: readonly List[];
  draft: Draft | null;
}) {
  const { place, workflow, draft } = props;
  const mayWrite = useMay()("workflows.write");
  const isArchived = workflow.state === "archived";
  const session = useDraftSession(workflow.id, draft, mayWrite && !isArchived);
  const data: WorkflowPageData = { ...props, session, mayWrite };
  return (
    <WorkflowPageProvider value={data}>
      {place.kind === "publish" ? (
        <Suspense fallback={<Loading />}>
          <PublishPage />
        </Suspense>
      ) : (
        <Page
          title={workflow.name}
          back={back}
          beside={<WorkflowStateChip state={workflow.state} />}
          intro={stateSentence(workflow, mayWrite)}
          actions={
            <>
              <WorkflowActions />
              <ChangesLink of={workflow.id} />
            </>
          }
        >
          <WorkflowTabs id={workflow.id} place={place} />
        </Page>
      )}
    </WorkflowPageProvider>
  );
}

function WorkflowTabs({ id, place }: { id: string; place: Place }) {
  const navigate = useNavigate();
  const words = strings.editor.page.tabs;
  const active: WorkflowTab = place.kind === "tab" ? place.tab : "versions";
  return (
    <Tabs
      value={active}
      keepMounted={false}
      onChange={(tab) => {
        if (tab) void navigate(workflowPaths.tab(id, tab as WorkflowTab));
      }}
    >
      <Tabs.List mb="md" aria-label={words.label}>
        {TABS.map((tab) => (
          <Tabs.Tab key={tab} value={tab}>
            {words[tab]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value={active}>
        <Suspense fallback={<Loading />}>{contentOf(place)}</Suspense>
      </Tabs.Panel>
    </Tabs>
  );
}

function contentOf(place: Place): ReactNode {
  if (place.kind === "version") return <VersionView version={place.version} />;
  if (place.kind === "compare") return <CompareView />;
  if (place.kind !== "tab") return null;
  switch (place.tab) {
    case "routes":
      return <RoutesTab />;
    case "try":
      return <TryTab />;
    case "versions":
      return <VersionsTab />;
    case "runs":
      return <RunsTab />;
  }
}
