import { Button } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { keysQuery } from "@/api/queries/people.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Page } from "@/components/Page.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { KeysTable } from "./KeysTable.tsx";

export default function KeysPage() {
  const paging = usePaging();
  const mayManage = useMay()("keys.manage");
  const keys = useQuery(keysQuery(paging.cursor));
  return (
    <Page
      title={strings.keys.title}
      intro={strings.keys.intro}
      actions={mayManage && <AddButton />}
    >
      <QueryView query={keys}>
        {({ data, next_cursor }) =>
          data.length === 0 ? (
            <EmptyState
              icon={IconKey}
              title={strings.keys.emptyTitle}
              detail={mayManage ? strings.keys.emptyDetail : strings.keys.emptyReadOnly}
            >
              {mayManage && <AddButton />}
            </EmptyState>
          ) : (
            <>
              <KeysTable keys={data} busy={keys.isPlaceholderData} />
              <Pager paging={paging} nextCursor={next_cursor} />
            </>
          )
        }
      </QueryView>
    </Page>
  );
}

function AddButton() {
  return (
    <Button
      component={Link}
      to={paths.newApiKey}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
    >
      {strings.keys.add}
    </Button>
  );
}
