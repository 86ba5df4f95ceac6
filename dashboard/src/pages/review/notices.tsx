// What a reviewer is told around a decision: how to take back the last one, and that a colleague was faster.
import { Anchor, Button, Group, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { sentence } from "@/api/problem.ts";
import { inquiryQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry, Outcome } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { Time } from "@/components/Time.tsx";
import { isOverturn, personOf } from "@/pages/inquiries/decisions.ts";
import { DecideDialog } from "@/pages/inquiry/DecideDialog.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./Review.module.css";

const OPPOSITE: Record<Outcome, Outcome | undefined> = {
  approve: "decline",
  decline: "approve",
  mark_for_review: undefined,
};

/** What this person decided last, as it is now. */
export function LastDecided({ id }: { id: string }) {
  const { data: decided } = useQuery(inquiryQuery(id));
  if (!decided?.decision) return null;
  return (
    <div className={classes.last}>
      <div>
        <Anchor component={Link} to={paths.inquiry(decided.id)} fw={600}>
          {personOf(decided)}
        </Anchor>
        {": "}
        {sentence(decided.decision.sentence)}{" "}
        <Text span c="dimmed">
          {strings.review.undoHint}
        </Text>
      </div>
      <OverturnButton inquiry={decided} label={strings.review.overturn} />
    </div>
  );
}

/** The inquiry on the screen does not wait any more: who decided, how, and what to do about it. */
export function NotWaiting({ inquiry, comment }: { inquiry: Inquiry; comment: string }) {
  const { decision } = inquiry;
  const decided = isOverturn(inquiry.status) && decision !== null;
  const byHand = decided && decision.decided_by.type !== "run";
  return (
    <div role="alert" className={classes.meanwhile}>
      <Text fw={600}>
        {byHand ? strings.review.meanwhileTitle : strings.review.notWaitingTitle}
      </Text>
      <div>
        {decided ? (
          <>
            {sentence(decision.sentence)}
            {decision.comment !== null && ` “${decision.comment}”`} <Time at={decision.at} />
          </>
        ) : (
          strings.review.nowIs[inquiry.status]
        )}
      </div>
      {comment !== "" && <Text c="dimmed">{strings.review.commentKept}</Text>}
      {comment !== "" && <blockquote className={classes.kept}>{comment}</blockquote>}
      <Group gap="sm" mt="xs">
        <Anchor component={Link} to={paths.inquiry(inquiry.id)}>
          {strings.review.openInquiry}
        </Anchor>
        {decided && (
          <OverturnButton
            inquiry={inquiry}
            label={strings.review.overturnOther(personOf(inquiry))}
            typed={comment}
          />
        )}
      </Group>
    </div>
  );
}

function OverturnButton(props: { inquiry: Inquiry; label: string; typed?: string }) {
  const { inquiry, label, typed } = props;
  const [open, setOpen] = useState(false);
  const opposite = inquiry.decision && OPPOSITE[inquiry.decision.outcome];
  if (!opposite) return null;
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open && (
        <DecideDialog
          inquiry={inquiry}
          outcome={opposite}
          {...(typed === undefined ? {} : { typed })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
