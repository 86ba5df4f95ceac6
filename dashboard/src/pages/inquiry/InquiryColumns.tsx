// Everything about one inquiry in two columns: why it stands where it stands, and who it is.
import type { Inquiry } from "@/api/types.ts";
import { AttributesSection } from "./AttributesSection.tsx";
import { DecisionSection } from "./DecisionSection.tsx";
import { ErasedNotice } from "./EraseInquiry.tsx";
import { DetailsSection, SessionSection, WhoSection } from "./FactsSections.tsx";
import classes from "./InquiryPage.module.css";
import { LeftAloneSection } from "./LeftAloneSection.tsx";
import { RunsSection } from "./RunsSection.tsx";
import { TagsSection } from "./TagsSection.tsx";
import { TimelineSection } from "./TimelineSection.tsx";
import { VerificationsSection } from "./VerificationsSection.tsx";

export function InquiryColumns({ inquiry }: { inquiry: Inquiry }) {
  return (
    <div className={classes.columns}>
      <div className={classes.column}>
        <ErasedNotice inquiry={inquiry} />
        <DecisionSection inquiry={inquiry} />
        <RunsSection inquiry={inquiry} />
        <LeftAloneSection entries={inquiry.left_alone} />
        <TimelineSection entries={inquiry.timeline ?? []} />
      </div>
      <div className={classes.column}>
        <WhoSection inquiry={inquiry} />
        <AttributesSection inquiry={inquiry} />
        <VerificationsSection verifications={inquiry.verifications} />
        <SessionSection session={inquiry.session} />
        <TagsSection inquiry={inquiry} />
        <DetailsSection inquiry={inquiry} />
      </div>
    </div>
  );
}
