import { Anchor, Button, Group } from "@mantine/core";
import { IconArchive, IconListDetails, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { listsQuery } from "@/api/queries/lists.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { ListsTable } from "./ListsTable.tsx";

export default function ListsPage() {
  const mayWrite = useMay()("lists.write");
  const [query] = useSearchParams();
  const archived = query.get("archived") === "true";
  const lists = useQuery(listsQuery(archived));
  return (
    <Page
      title={strings.lists.title}
      intro={strings.lists.intro}
      actions={mayWrite && <AddButton />}
    >
      <QueryView query={lists}>
        {({ data }) =>
          data.length > 0 ? (
            <ListsTable lists={data} archived={archived} />
          ) : archived ? (
            <EmptyState
              icon={IconArchive}
              title={strings.lists.noArchivedTitle}
              detail={strings.lists.noArchivedDetail}
            />
          ) : (
            <EmptyState
              icon={IconListDetails}
              title={strings.lists.emptyTitle}
              detail={mayWrite ? strings.lists.emptyDetail : strings.lists.emptyReadOnly}
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
          to={archived ? paths.lists : `${paths.lists}?archived=true`}
        >
          {archived ? strings.lists.showCurrent : strings.lists.showArchived}
        </Anchor>
      </Group>
    </Page>
  );
}

function AddButton() {
  return (
    <Button
      component={Link}
      to={paths.newList}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
    >
      {strings.lists.add}
    </Button>
  );
}
