// The queue of inquiries that wait for a person, worked off with four keys: J, K, A and D.
import { Anchor, Text } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useSearchParams } from "react-router";
import { queueSizeQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry, ReviewQueue } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { formatAgo } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { LastDecided } from "./notices.tsx";
import { QueueList } from "./QueueList.tsx";
import classes from "./Review.module.css";
import { Reviewed } from "./Reviewed.tsx";
import { useQueue } from "./use-queue.ts";
import { type Reviewing, useReviewing } from "./use-reviewing.ts";

export default function ReviewPage() {
  const { query, inquiries } = useQueue();
  const size = useQuery({ ...queueSizeQuery, refetchInterval: 5_000 });
  return (
    <Page
      title={strings.review.title}
      width="full"
      intro={size.data ? <QueueSize size={size.data} /> : strings.review.intro}
    >
      <QueryView query={query} lines={10}>
        {() => <Queue queue={inquiries ?? []} />}
      </QueryView>
    </Page>
  );
}

function QueueSize({ size }: { size: ReviewQueue }) {
  const { waiting, oldest_created_at: oldest } = size;
  if (waiting === 0 || oldest === null) return strings.review.intro;
  return (
    <>
      {strings.review.waiting(waiting)}, {strings.review.oldest(formatAgo(oldest, Date.now()))}.
    </>
  );
}

function Queue({ queue }: { queue: readonly Inquiry[] }) {
  const [url, setUrl] = useSearchParams();
  const reviewing = useReviewing(queue);
  const { current } = reviewing;
  // Held in the address: when a colleague decides the first one, what is being read must not change.
  const first = queue[0]?.id;
  const isChosen = url.has("inquiry");
  useEffect(() => {
    if (!isChosen && first !== undefined) setUrl({ inquiry: first }, { replace: true });
  }, [isChosen, first, setUrl]);
  return (
    <>
      {reviewing.last !== undefined && <LastDecided id={reviewing.last} />}
      {current === undefined ? <NothingWaits /> : <Sitting queue={queue} reviewing={reviewing} />}
    </>
  );
}

function Sitting({ queue, reviewing }: { queue: readonly Inquiry[]; reviewing: Reviewing }) {
  const mayDecide = useMay()("inquiries.decide");
  const { query } = useQueue();
  return (
    <>
      {!mayDecide && <Text mb="sm">{strings.review.readOnly}</Text>}
      <div className={classes.sitting} data-alone={queue.length === 0 || undefined}>
        {queue.length > 0 && (
          <QueueList
            queue={queue}
            current={reviewing.current}
            now={Date.now()}
            onMore={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
          />
        )}
        {reviewing.current !== undefined && (
          <Reviewed
            key={reviewing.current}
            id={reviewing.current}
            queue={queue}
            reviewing={reviewing}
            mayDecide={mayDecide}
          />
        )}
      </div>
    </>
  );
}

function NothingWaits() {
  return (
    <EmptyState
      icon={IconChecks}
      title={strings.review.emptyTitle}
      detail={strings.review.emptyDetail}
    >
      <Anchor component={Link} to={paths.inquiries}>
        {strings.review.emptyLink}
      </Anchor>
    </EmptyState>
  );
}
