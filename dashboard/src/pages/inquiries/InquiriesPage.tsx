// All inquiries, newest first; what is shown is in the address.
import { Button } from "@mantine/core";
import { IconPlus, IconSearchOff, IconUserSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { inquiriesQuery } from "@/api/queries/inquiries.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Page } from "@/components/Page.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { hasFilters, readFilters, toApiQuery } from "./filters.ts";
import { InquiriesTable } from "./InquiriesTable.tsx";
import { InquiryFilterBar } from "./InquiryFilterBar.tsx";
import { useNamedFilters } from "./use-named-filters.ts";

export default function InquiriesPage() {
  const may = useMay();
  const [urlQuery, setUrlQuery] = useSearchParams();
  const paging = usePaging();
  const filters = readFilters(urlQuery);
  const named = useNamedFilters(filters);
  const page = useQuery(inquiriesQuery(toApiQuery(filters, paging.cursor)));
  const filtered = hasFilters(filters);
  return (
    <Page
      title={strings.inquiries.title}
      intro={strings.inquiries.intro}
      actions={may("inquiries.write") && <AddButton />}
    >
      <InquiryFilterBar named={named} />
      <QueryView query={page} lines={10}>
        {({ data, next_cursor }) =>
          data.length > 0 ? (
            <>
              <InquiriesTable inquiries={data} busy={page.isPlaceholderData} />
              <Pager paging={paging} nextCursor={next_cursor} />
            </>
          ) : filtered ? (
            <EmptyState
              icon={IconSearchOff}
              title={strings.inquiries.noneMatchTitle}
              detail={strings.inquiries.noneMatchDetail(
                named.map(({ words }) => words),
                filters.q,
              )}
            >
              <Button variant="default" onClick={() => setUrlQuery(new URLSearchParams())}>
                {strings.inquiries.clear}
              </Button>
            </EmptyState>
          ) : (
            <NoInquiries mayCreate={may("inquiries.write")} />
          )
        }
      </QueryView>
    </Page>
  );
}

function NoInquiries({ mayCreate }: { mayCreate: boolean }) {
  return (
    <EmptyState
      icon={IconUserSearch}
      title={strings.inquiries.emptyTitle}
      detail={mayCreate ? strings.inquiries.emptyDetail : strings.inquiries.emptyReadOnly}
    >
      {mayCreate && <AddButton />}
    </EmptyState>
  );
}

function AddButton() {
  return (
    <Button
      component={Link}
      to={paths.newInquiry}
      leftSection={<IconPlus size={16} aria-hidden="true" />}
    >
      {strings.inquiries.add}
    </Button>
  );
}
