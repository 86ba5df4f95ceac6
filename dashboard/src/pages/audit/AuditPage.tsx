// The record of changes, newest first; what is shown is in the address.
import { Alert, Button } from "@mantine/core";
import { IconEyeOff, IconHistory, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { sentence } from "@/api/problem.ts";
import { auditQuery } from "@/api/queries/audit.ts";
import { useSession } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Page } from "@/components/Page.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { AuditFilterBar } from "./AuditFilterBar.tsx";
import { AuditTable } from "./AuditTable.tsx";
import { hasFilters, readFilters, toApiQuery } from "./filters.ts";
import { subjectOf } from "./words.ts";

export default function AuditPage() {
  const [urlQuery, setUrlQuery] = useSearchParams();
  const paging = usePaging();
  const filters = readFilters(urlQuery);
  const { workflows_hidden: hidden } = useSession();
  const page = useQuery(auditQuery(toApiQuery(filters, paging.cursor)));
  const first = page.data?.data[0];
  const subject = first && first.subject.name !== null ? subjectOf(first) : undefined;
  return (
    <Page title={strings.audit.title} intro={strings.audit.intro}>
      {hidden !== null && (
        <Alert mb="md" color="gray" icon={<IconEyeOff aria-hidden="true" />}>
          {strings.audit.workflowsHidden} {sentence(hidden)}
        </Alert>
      )}
      <AuditFilterBar subjectName={subject} />
      <QueryView query={page} lines={10}>
        {({ data, next_cursor }) =>
          data.length > 0 ? (
            <>
              <AuditTable entries={data} busy={page.isPlaceholderData} />
              <Pager paging={paging} nextCursor={next_cursor} />
            </>
          ) : hasFilters(filters) ? (
            <EmptyState
              icon={IconSearchOff}
              title={strings.audit.noneMatchTitle}
              detail={strings.audit.noneMatchDetail}
            >
              <Button variant="default" onClick={() => setUrlQuery(new URLSearchParams())}>
                {strings.audit.clear}
              </Button>
            </EmptyState>
          ) : (
            <EmptyState
              icon={IconHistory}
              title={strings.audit.emptyTitle}
              detail={strings.audit.emptyDetail}
            />
          )
        }
      </QueryView>
    </Page>
  );
}
