// Try one inquiry on the text at hand: what to try at one side, what happens at the other.
import { Button, SegmentedControl, Text } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { messageOf } from "@/api/problem.ts";
import type { InquiryBody, TriedRun } from "@/api/types.ts";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { ActionChip } from "@/components/state-chips.tsx";
import { Trace } from "@/components/trace/Trace.tsx";
import type { JsonObject } from "@/editor/model/model.ts";
import { isSameText } from "@/editor/model/saving.ts";
import { tryInquiry, versionQuery } from "@/editor/queries.ts";
import type { DraftSession } from "@/editor/session/DraftSession.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import { FormSource, JsonSource, RecentSource } from "./try-sources.tsx";
import classes from "./workflow.module.css";

const words = strings.editor.page.attempt;
const SOURCES = ["form", "json", "recent"] as const;
type Source = (typeof SOURCES)[number];

interface Tried {
  readonly text: JsonObject;
  readonly run: TriedRun;
}

interface TryPanelProps {
  layout: "split" | "stacked";
  /** An example to try at once. */
  given?: InquiryBody | null;
}

export function TryPanel({ layout, given = null }: TryPanelProps) {
  const text = useTextAtHand();
  const [source, setSource] = useState<Source>(given ? "json" : "form");
  const [inquiry, setInquiry] = useState<InquiryBody | null>(given ?? {});
  const labelId = useId();
  const attempt = useMutation<Tried, unknown, { text: JsonObject; inquiry: InquiryBody }>({
    mutationFn: async (what) => ({
      text: what.text,
      run: await tryInquiry(what.text, what.inquiry),
    }),
  });
  const { mutate } = attempt;
  const isTried = useRef(false);
  useEffect(() => {
    if (!given || text === null || isTried.current) return;
    isTried.current = true;
    mutate({ text, inquiry: given });
  }, [given, text, mutate]);
  if (text === null) return <Text c="dimmed">{words.nothingToTry}</Text>;
  const submit = () => inquiry && attempt.mutate({ text, inquiry });
  return (
    <div className={classes[layout]}>
      <form
        className={classes.fields}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Text id={labelId} fw={600} size="sm">
          {words.source}
        </Text>
        <SegmentedControl
          aria-labelledby={labelId}
          value={source}
          data={SOURCES.map((value) => ({ value, label: words.sources[value] }))}
          onChange={(next) => {
            setSource(next as Source);
            setInquiry(next === "form" ? {} : null);
          }}
        />
        {source === "form" && <FormSource onChange={setInquiry} />}
        {source === "json" && <JsonSource start={given} onChange={setInquiry} />}
        {source === "recent" && <RecentSource onChange={setInquiry} />}
        <div>
          <Button
            type="submit"
            leftSection={<IconFlask size={16} aria-hidden="true" />}
            loading={attempt.isPending}
            disabled={inquiry === null}
          >
            {words.run}
          </Button>
        </div>
      </form>
      <section aria-label={words.result} aria-live="polite">
        {attempt.isError && (
          <ProblemBox title={words.failed}>{messageOf(attempt.error)}</ProblemBox>
        )}
        {attempt.data ? (
          <Result tried={attempt.data} isOutdated={!isSameText(attempt.data.text, text)} />
        ) : (
          !attempt.isError && <Text c="dimmed">{words.none}</Text>
        )}
      </section>
    </div>
  );
}

function Result({ tried, isOutdated }: { tried: Tried; isOutdated: boolean }) {
  const { run } = tried;
  return (
    <>
      {isOutdated && (
        <Text size="sm" c="dimmed" mb="xs">
          {words.outdated}
        </Text>
      )}
      <div className={classes.resultHead}>
        {run.actions.map(({ action }) => (
          <ActionChip key={action} action={action} />
        ))}
        <Text fw={600}>{run.sentence}</Text>
      </div>
      <Trace trace={run.trace} />
    </>
  );
}

const NEVER = () => () => {};

/** The draft as it stands on this screen, saved or not; else the latest version. */
function useTextAtHand(): JsonObject | null {
  const { workflow, draft, session } = useWorkflowPage();
  const edited = useEdited(session);
  const latest = workflow.latest_version;
  const version = useQuery({
    ...versionQuery(workflow.id, latest ?? 0),
    enabled: !session && !draft && latest !== null,
  });
  if (edited) return edited;
  const document = draft?.document ?? version.data?.document;
  return document ? (document as unknown as JsonObject) : null;
}

function useEdited(session: DraftSession | null): JsonObject | null {
  // The model is the same object until something changes; its text is written anew each time.
  useSyncExternalStore(session?.subscribe ?? NEVER, () => session?.model ?? null);
  return session?.text() ?? null;
}
