// What other items on a list would change, before they are saved. Nothing here stands in the way of saving.
import { Button, Loader, NativeSelect, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useId } from "react";
import { type ImpactSubject, impactQuery } from "@/api/list-impact.ts";
import type { ListImpact } from "@/api/preview-types.ts";
import { WINDOWS, type WindowChoice } from "@/api/preview-window.ts";
import { ApiError, messageOf } from "@/api/problem.ts";
import { strings } from "@/strings/index.ts";
import classes from "./ItemsImpact.module.css";
import { isTogetherTold } from "./model.ts";
import { useWindow } from "./use-window.ts";

const text = strings.itemsImpact;

/** Nobody needs it before there is an answer. */
const ImpactDetails = lazy(() => import("./ImpactDetails.tsx"));

type ItemsImpactProps = {
  subject: ImpactSubject;
  /** Whether the subject is what stood there a moment ago: then nothing of it is shown. */
  isOfAnother?: boolean;
};

export function ItemsImpact({ subject, isOfAnother = false }: ItemsImpactProps) {
  const titleId = useId();
  const [window, setWindow] = useWindow();
  const query = useQuery(impactQuery(subject, window));
  const { data, error, refetch } = query;
  const isWorking = query.isFetching || isOfAnother;
  const known = isWorking || error ? undefined : data;
  // Whoever still types is not told that it is no item yet; saving says so.
  if ("add" in subject && error instanceof ApiError && error.status === 422 && !isWorking)
    return null;
  return (
    <section aria-labelledby={titleId} className={classes.box} data-impact={known ? "known" : ""}>
      <div className={classes.head}>
        <Text fw={600} id={titleId}>
          {text.title}
        </Text>
        <NativeSelect
          size="xs"
          aria-label={text.window}
          value={window}
          data={WINDOWS.map((value) => ({ value, label: strings.knowing.bar.windowName[value] }))}
          onChange={(event) => setWindow(event.currentTarget.value as WindowChoice)}
        />
      </div>
      <div role="status">
        {isWorking ? (
          <Text component="div" c="dimmed" size="sm">
            <Loader size={12} aria-hidden="true" mr={6} />
            {text.working}
          </Text>
        ) : error ? (
          <Text size="sm">{text.failed(messageOf(error))}</Text>
        ) : (
          data && <Summary impact={data.impact} />
        )}
      </div>
      {error && !isWorking && (
        <Button size="compact-xs" variant="default" onClick={() => void refetch()}>
          {text.retry}
        </Button>
      )}
      {known && (
        <Suspense fallback={null}>
          <ImpactDetails subject={subject} known={known} />
        </Suspense>
      )}
    </section>
  );
}

/** What is decided in the end, by whatever workflow. */
function Summary({ impact }: { impact: ListImpact }) {
  const { together, workflows } = impact;
  if (workflows.length === 0) return <Text size="sm">{text.unused}</Text>;
  const { decided_differently: count, outcome_changes: changes } = together;
  return (
    <Text size="sm" data-decided={count}>
      {count === 0 ? (
        text.none
      ) : (
        <>
          <b>{text.decided(count)}</b>: {text.cells(changes)}.
        </>
      )}{" "}
      {isTogetherTold(impact) && text.allTogether}
    </Text>
  );
}
