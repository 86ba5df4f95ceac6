// All workflows in the order in which they run.
import { Anchor, Box, Button, Group, Skeleton } from "@mantine/core";
import { IconArchive, IconPlus, IconRoute2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef } from "react";
import { Link, useSearchParams } from "react-router";
import { workflowsQuery } from "@/api/queries/workflows.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { WorkflowsTable } from "./WorkflowsTable.tsx";

// Dragging brings a library with it.
const OrderPanel = lazy(() => import("./order/OrderPanel.tsx"));

export default function WorkflowsPage() {
  const mayWrite = useMay()("workflows.write");
  const [query, setQuery] = useSearchParams();
  const archived = query.get("state") === "archived";
  const workflows = useQuery(workflowsQuery(archived ? "archived" : undefined));
  const mayOrder = mayWrite && !archived && (workflows.data?.data.length ?? 0) > 1;
  const isOrdering = mayOrder && query.get("order") === "change";
  const changeLink = useReturnedFocus(isOrdering);
  return (
    <Page
      title={strings.workflows.title}
      intro={strings.workflows.intro}
      actions={mayWrite && <AddButton />}
    >
      <QueryView query={workflows}>
        {({ data }) =>
          data.length > 0 ? (
            <WorkflowsTable workflows={data} archived={archived} />
          ) : archived ? (
            <EmptyState
              icon={IconArchive}
              title={strings.workflows.noArchivedTitle}
              detail={strings.workflows.noArchivedDetail}
            />
          ) : (
            <EmptyState
              icon={IconRoute2}
              title={strings.workflows.emptyTitle}
              detail={mayWrite ? strings.workflows.emptyDetail : strings.workflows.emptyReadOnly}
            >
              {mayWrite && <AddButton />}
            </EmptyState>
          )
        }
      </QueryView>
      {isOrdering && (
        <Suspense fallback={<Skeleton height={160} mt="lg" />}>
          <Box mt="lg">
            <OrderPanel onDone={() => setQuery({})} />
          </Box>
        </Suspense>
      )}
      <Group mt="md" gap="lg">
        {mayOrder && !isOrdering && (
          <Anchor
            component={Link}
            ref={changeLink}
            size="sm"
            to={`${paths.workflows}?order=change`}
          >
            {strings.workflows.order.change}
          </Anchor>
        )}
        <Anchor
          component={Link}
          size="sm"
          to={archived ? paths.workflows : `${paths.workflows}?state=archived`}
        >
          {archived ? strings.workflows.showCurrent : strings.workflows.showArchived}
        </Anchor>
        <Anchor component={Link} size="sm" to={paths.invariants}>
          {strings.invariants.page.link}
        </Anchor>
      </Group>
    </Page>
  );
}

/** When the panel closes, with its buttons, the focus goes back to the link that opened it. */
function useReturnedFocus(isOpen: boolean) {
  const link = useRef<HTMLAnchorElement>(null);
  const wasOpen = useRef(isOpen);
  useEffect(() => {
    if (wasOpen.current && !isOpen) link.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);
  return link;
}

function AddButton() {
  return (
    <Button
      component={Link}
      to={paths.newWorkflow}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
    >
      {strings.workflows.add}
    </Button>
  );
}
