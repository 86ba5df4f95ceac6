// All workflows in the order in which they run.
import { Anchor, Button, Group } from "@mantine/core";
import { IconArchive, IconPlus, IconRoute2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { workflowsQuery } from "@/api/queries/workflows.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { WorkflowsTable } from "./WorkflowsTable.tsx";

export default function WorkflowsPage() {
  const mayWrite = useMay()("workflows.write");
  const [query] = useSearchParams();
  const archived = query.get("state") === "archived";
  const workflows = useQuery(workflowsQuery(archived ? "archived" : undefined));
  return (
    <Page
      title={strings.workflows.title}
      intro={strings.workflows.intro}
      actions={mayWrite && <AddButton />}
    >
      <QueryView query={workflows}>
        {({ data }) =>
          data.length > 0 ? (
            <WorkflowsTable
              workflows={data}
              archived={archived}
              mayReorder={mayWrite && !archived}
            />
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
      <Group mt="md">
        <Anchor
          component={Link}
          size="sm"
          to={archived ? paths.workflows : `${paths.workflows}?state=archived`}
        >
          {archived ? strings.workflows.showCurrent : strings.workflows.showArchived}
        </Anchor>
      </Group>
    </Page>
  );
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
