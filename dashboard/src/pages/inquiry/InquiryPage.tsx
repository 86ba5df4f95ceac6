// One inquiry: what was decided and why, who it is, and what happened when.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { inquiryQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { ChangesLink } from "@/components/ChangesLink.tsx";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { StatusChip } from "@/components/state-chips.tsx";
import { isOpen, personOf } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";
import { CompleteButton } from "./CompleteButton.tsx";
import { DecideButtons } from "./DecideButtons.tsx";
import { EraseButton } from "./EraseInquiry.tsx";
import { InquiryColumns } from "./InquiryColumns.tsx";
import { KeepAsTestButton } from "./KeepAsTest.tsx";

const BACK = { to: paths.inquiries, label: strings.inquiry.back };

export default function InquiryPage() {
  const { id = "" } = useParams();
  const query = useQuery(inquiryQuery(id));
  if (query.data) return <OneInquiry key={id} inquiry={query.data} />;
  return (
    <Page title={strings.inquiries.title} back={BACK}>
      <QueryView query={query}>{() => null}</QueryView>
    </Page>
  );
}

function OneInquiry({ inquiry }: { inquiry: Inquiry }) {
  const may = useMay();
  return (
    <Page
      title={personOf(inquiry)}
      back={BACK}
      beside={<StatusChip status={inquiry.status} />}
      actions={
        <>
          {may("inquiries.write") && isOpen(inquiry.status) && <CompleteButton id={inquiry.id} />}
          {may("inquiries.decide") && <DecideButtons inquiry={inquiry} />}
          {may("workflows.write") && inquiry.completed_at !== null && (
            <KeepAsTestButton inquiry={inquiry} />
          )}
          {may("erase") && inquiry.erased_at === null && <EraseButton inquiry={inquiry} />}
          <ChangesLink of={inquiry.id} />
        </>
      }
    >
      <InquiryColumns inquiry={inquiry} />
    </Page>
  );
}
