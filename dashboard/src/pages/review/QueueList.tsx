// The queue beside the inquiry: who waits and since when.
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Link } from "react-router";
import type { Inquiry } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { personOf } from "@/pages/inquiries/decisions.ts";
import { formatAgo } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Review.module.css";

type QueueListProps = {
  queue: readonly Inquiry[];
  current: string | undefined;
  now: number;
  onMore: (() => void) | undefined;
};

export function QueueList({ queue, current, now, onMore }: QueueListProps) {
  const selected = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (current !== undefined) selected.current?.scrollIntoView({ block: "nearest" });
  }, [current]);
  return (
    <nav aria-label={strings.review.queue} className={classes.queue}>
      <ol className={classes.entries}>
        {queue.map((inquiry) => (
          <li key={inquiry.id}>
            <Link
              ref={inquiry.id === current ? selected : undefined}
              to={paths.reviewOf(inquiry.id)}
              replace
              className={classes.entry}
              aria-current={inquiry.id === current ? "true" : undefined}
            >
              <span className={classes.entryName}>{personOf(inquiry)}</span>
              <span className={classes.entryAge}>{formatAgo(inquiry.created_at, now)}</span>
            </Link>
          </li>
        ))}
      </ol>
      {onMore && (
        <Button variant="subtle" size="xs" fullWidth onClick={onMore}>
          {strings.review.queueLoadMore}
        </Button>
      )}
    </nav>
  );
}
