// The inquiry that is being reviewed: who, why it is here, and the two decisions.
import { Anchor, Button, Group, Kbd, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Link } from "react-router";
import { isStatusChanged } from "@/api/problem.ts";
import {
  decideInquiry,
  inquiryQuery,
  queueSizeQuery,
  reviewedQuery,
} from "@/api/queries/inquiries.ts";
import type { Inquiry } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { useSingleKeys } from "@/app/keys.ts";
import { paths } from "@/app/paths.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { StatusChip } from "@/components/state-chips.tsx";
import { personOf } from "@/pages/inquiries/decisions.ts";
import { InquiryColumns } from "@/pages/inquiry/InquiryColumns.tsx";
import { strings } from "@/strings/index.ts";
import { DecideForm, type ReviewOutcome } from "./DecideForm.tsx";
import { afterDeciding, placeIn } from "./neighbours.ts";
import { NotWaiting } from "./notices.tsx";
import classes from "./Review.module.css";
import { useQueue } from "./use-queue.ts";
import type { Reviewing } from "./use-reviewing.ts";

type ReviewedProps = {
  id: string;
  queue: readonly Inquiry[];
  reviewing: Reviewing;
  mayDecide: boolean;
};

export function Reviewed({ id, ...rest }: ReviewedProps) {
  const query = useQuery(reviewedQuery(id));
  return (
    <div className={classes.reviewed}>
      <QueryView query={query} lines={8}>
        {(inquiry) => <OneReviewed inquiry={inquiry} {...rest} />}
      </QueryView>
    </div>
  );
}

function OneReviewed(props: Omit<ReviewedProps, "id"> & { inquiry: Inquiry }) {
  const { inquiry, queue, reviewing, mayDecide } = props;
  const [wanted, setWanted] = useState<ReviewOutcome | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { place, previous, next } = placeIn(queue, inquiry);
  const { hasMore, waiting } = useRest(queue, place);
  const decide = useDecide(inquiry, waiting, queue, reviewing);
  const waits = inquiry.status === "needs_review";
  // Whoever reads with the ears hears whose turn it is, and the keys work at once.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const want = (outcome: ReviewOutcome) => {
    if (mayDecide && waits) setWanted(outcome);
  };
  const step = useStep(reviewing);
  useSingleKeys({
    j: () => step(next, hasMore ? strings.review.more : strings.review.atEnd),
    k: () => step(previous, strings.review.atStart),
    a: () => want("approve"),
    d: () => want("decline"),
  });
  const name = personOf(inquiry);
  return (
    <article aria-label={name}>
      <div className={classes.head}>
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Title order={2} ref={heading} tabIndex={-1} className={classes.name}>
              {name}
            </Title>
            <StatusChip status={inquiry.status} />
            {place !== undefined && (
              <span className={classes.place}>{strings.review.placeOf(place, waiting)}</span>
            )}
          </Group>
          <Group gap="xs">
            <StepButton keyName="K" label={strings.review.previous} to={previous} step={step} />
            <StepButton keyName="J" label={strings.review.next} to={next} step={step} />
          </Group>
        </Group>
        {waits && mayDecide && wanted === null && <DecideButtons onWant={want} />}
        {waits && wanted !== null && (
          <DecideForm
            inquiry={inquiry}
            outcome={wanted}
            comment={reviewing.commentOn(inquiry.id)}
            busy={decide.isPending}
            error={decide.error}
            onType={(comment) => reviewing.type(inquiry.id, comment)}
            onConfirm={() => decide.mutate(wanted)}
            onCancel={() => {
              setWanted(null);
              decide.reset();
              heading.current?.focus();
            }}
          />
        )}
        {!waits && <NotWaiting inquiry={inquiry} comment={reviewing.commentOn(inquiry.id)} />}
      </div>
      <InquiryColumns inquiry={inquiry} />
      <Anchor component={Link} to={paths.inquiry(inquiry.id)} mt="md" display="inline-block">
        {strings.review.openInquiry}
      </Anchor>
    </article>
  );
}

function DecideButtons({ onWant }: { onWant: (outcome: ReviewOutcome) => void }) {
  return (
    <Group gap="xs" mt="sm">
      <Button
        variant="default"
        rightSection={<Kbd size="xs">A</Kbd>}
        aria-keyshortcuts="A"
        onClick={() => onWant("approve")}
      >
        {strings.review.approve}
      </Button>
      <Button
        variant="default"
        rightSection={<Kbd size="xs">D</Kbd>}
        aria-keyshortcuts="D"
        onClick={() => onWant("decline")}
      >
        {strings.review.decline}
      </Button>
    </Group>
  );
}

type StepButtonProps = {
  keyName: string;
  label: string;
  to: Inquiry | undefined;
  step: (to: Inquiry | undefined, otherwise: string) => void;
};

function StepButton({ keyName, label, to, step }: StepButtonProps) {
  return (
    <Button
      size="xs"
      variant="default"
      disabled={to === undefined}
      rightSection={<Kbd size="xs">{keyName}</Kbd>}
      aria-keyshortcuts={keyName}
      onClick={() => step(to, "")}
    >
      {label}
    </Button>
  );
}

/** Inquiries before the end of what is loaded at which more is asked for. */
const AHEAD = 10;

/** What waits besides the part of the queue that is loaded. More of it is loaded in time. */
function useRest(queue: readonly Inquiry[], place: number | undefined) {
  const { query } = useQueue();
  const size = useQuery(queueSizeQuery);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const isNearEnd = (place ?? 0) + AHEAD > queue.length;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const counted = hasNextPage ? (size.data?.waiting ?? 0) : 0;
  return { hasMore: hasNextPage, waiting: Math.max(counted, queue.length) };
}

/** Opens an inquiry, or says why there is none. */
function useStep(reviewing: Reviewing) {
  const announce = useAnnounce();
  return (to: Inquiry | undefined, otherwise: string) => {
    if (to === undefined) announce(otherwise);
    else reviewing.show(to.id);
  };
}

/** Decides, says so, and opens the next one. If somebody was faster, the page learns who, and the comment stays. */
function useDecide(
  inquiry: Inquiry,
  waiting: number,
  queue: readonly Inquiry[],
  reviewing: Reviewing,
) {
  const queries = useQueryClient();
  const announce = useAnnounce();
  const { leave } = useQueue();
  const { queryKey } = inquiryQuery(inquiry.id);
  return useMutation({
    mutationFn: (outcome: ReviewOutcome) => {
      const comment = reviewing.commentOn(inquiry.id).trim();
      return decideInquiry(inquiry.id, outcome, { comment, seen: "needs_review" });
    },
    onSuccess: (decided, outcome) => {
      const left = waiting - (queue.some(({ id }) => id === inquiry.id) ? 1 : 0);
      announce(
        `${strings.inquiry.decided(outcome, personOf(inquiry))} ${strings.review.left(left)}`,
      );
      reviewing.decided(inquiry.id, afterDeciding(queue, inquiry)?.id);
      queries.setQueryData(queryKey, decided);
      return leave(inquiry.id);
    },
    onError: (error) => {
      if (isStatusChanged(error)) void queries.invalidateQueries({ queryKey });
    },
  });
}
