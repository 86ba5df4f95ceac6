// Asks what the text at hand would do, at every operation on it, and shares the answers with everything below.
import { useQueryClient } from "@tanstack/react-query";
import {
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { Preview } from "@/api/preview-types.ts";
import type { InquiryBody, Workflow, WorkflowDocument } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { locate } from "../model/locate.ts";
import { applyOperation, type Operation } from "../model/operations.ts";
import type { DraftSession } from "../session/DraftSession.ts";
import { askBoth, makeQuestions, type Questions, subjectOfModel, subjectOfText } from "./ask.ts";
import { type Knowing, KnowingContextProvider, type Subject } from "./context.ts";
import { EffectSpeaker } from "./EffectSpeaker.ts";
import { useFreshLenses } from "./fresh-lenses.ts";
import { useMarks } from "./intended.ts";
import type { Latest } from "./Latest.ts";
import { countRoutes } from "./model/counts.ts";
import { findingsByRoute, missingFindings } from "./model/findings.ts";
import { isCatchingUp, type Settings } from "./model/settings.ts";
import { whyStale } from "./model/stale.ts";
import { useSettings } from "./use-settings.ts";

interface ProviderProps {
  workflow: Pick<Workflow, "id" | "running"> & Partial<Pick<Workflow, "state">>;
  onTry?: (inquiry: InquiryBody) => void;
  children: ReactNode;
}

/** While a draft is edited: the text on the screen, saved or not. */
export function KnowDraft({ session, ...props }: ProviderProps & { session: DraftSession }) {
  const [questions, settings] = useQuestions();
  const { id, running } = props.workflow;
  const version = running?.version;
  // Told by the session itself, so that the question is on its way before anything is drawn.
  useEffect(() => {
    void version;
    let asked: unknown = null;
    const look = () => {
      const { model } = session;
      if (model === asked) return;
      asked = model;
      askBoth(questions, subjectOfModel(model, id, settings));
    };
    look();
    return session.subscribe(look);
  }, [questions, session, id, settings, version]);
  const peek = useCallback(
    (operation: Operation | null) => {
      const { model } = session;
      const after = operation ? applyOperation(model, operation) : model;
      askBoth(questions, subjectOfModel(after, id, settings));
    },
    [questions, session, id, settings],
  );
  return <Provide {...props} questions={questions} settings={settings} peek={peek} />;
}

/** For who reads a text that does not change, against what runs or against a version. */
export function KnowText(
  props: ProviderProps & { document: WorkflowDocument; against?: number | undefined },
) {
  const { document, against } = props;
  const [questions, settings] = useQuestions();
  const { id, running } = props.workflow;
  const version = running?.version;
  useEffect(() => {
    void version;
    askBoth(questions, subjectOfText(document, id, settings, against));
  }, [questions, document, against, id, settings, version]);
  return <Provide {...props} questions={questions} settings={settings} />;
}

function useQuestions(): [Questions, Settings] {
  const queries = useQueryClient();
  const [settings] = useSettings();
  const [questions] = useState(() => makeQuestions(queries));
  useEffect(
    () => () => {
      questions.preview.stop();
      questions.check.stop();
    },
    [questions],
  );
  return [questions, settings];
}

interface ProvideProps extends ProviderProps {
  questions: Questions;
  settings: Settings;
  peek?: NonNullable<Knowing["peek"]>;
}

function Provide(props: ProvideProps) {
  const { questions, settings, workflow, onTry, peek = null } = props;
  const preview = useSyncExternalStore(questions.preview.subscribe, questions.preview.view);
  const checked = useSyncExternalStore(questions.check.subscribe, questions.check.view);
  const speaker = useSpeaker(questions);
  const marks = useMarks(workflow.id);
  useCatchUp(questions, preview);
  useFreshLenses(preview.answer);
  const counted = useMemo(
    () => ofPreview(preview.of, preview.answer),
    [preview.of, preview.answer],
  );
  const findings = useMemo(
    () => (checked.answer ? findingsByRoute(checked.answer) : new Map()),
    [checked.answer],
  );
  // An example of another text may be none of this one.
  const example = preview.answer === null || checked.of === preview.of ? checked.answer : null;
  const missing = useMemo(
    () => missingFindings(preview.answer, example),
    [preview.answer, example],
  );
  const stale = useWhyStale(preview, checked);
  const knowing = useMemo<Knowing>(
    () => ({
      workflow: workflow.id,
      isPaused: workflow.state === "paused",
      settings,
      preview,
      checked,
      areCountsStale: stale.counts !== null,
      areFindingsStale: stale.findings !== null,
      whyStale: stale,
      ...counted,
      findings,
      missing,
      marks,
      onTry: onTry ?? null,
      retry: () => preview.asked && askBoth(questions, preview.asked),
      peek:
        peek &&
        ((operation) => {
          speaker.hold(operation !== null);
          peek(operation);
        }),
      sayWithEffect: speaker.say,
    }),
    [
      workflow.id,
      workflow.state,
      settings,
      preview,
      checked,
      counted,
      findings,
      missing,
      stale,
      marks,
      onTry,
      questions,
      peek,
      speaker,
    ],
  );
  return <KnowingContextProvider value={knowing}>{props.children}</KnowingContextProvider>;
}

/** While history is being built or runs behind, counts are asked for again now and then. */
const CATCH_UP_MS = 5_000;

function useCatchUp(
  { preview }: Questions,
  { answer, asked, isWaiting }: Latest<Subject, Preview>,
) {
  useEffect(() => {
    if (isWaiting || !answer || !asked || !isCatchingUp(answer)) return;
    // A page that nobody sees asks once it is seen again.
    const again = () => {
      if (!document.hidden) preview.ask(asked);
    };
    const timer = setTimeout(again, CATCH_UP_MS);
    document.addEventListener("visibilitychange", again);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", again);
    };
  }, [preview, answer, asked, isWaiting]);
}

function useWhyStale(
  preview: Knowing["preview"],
  checked: Knowing["checked"],
): Knowing["whyStale"] {
  // While history is being built, they are counts of a part of it.
  const isPart = preview.answer?.complete_to === null;
  const counts = whyStale(preview) ?? (isPart ? "reading" : null);
  const findings = whyStale(checked);
  const missing = preview.answer === null ? findings : counts;
  return useMemo(() => ({ counts, findings, missing }), [counts, findings, missing]);
}

function ofPreview(
  subject: Subject | null,
  preview: Preview | null,
): Pick<Knowing, "counts" | "unknown"> {
  if (!subject || !preview) return { counts: new Map(), unknown: new Map() };
  const order = subject.document.routes.flatMap(({ id }) => id ?? []);
  const unknown = new Map<string, number>();
  const { model } = subject;
  for (const { pointer, missing } of model ? preview.conditions : []) {
    const place = model && locate(model, pointer);
    if (place?.kind === "condition") unknown.set(place.node, missing);
  }
  return { counts: countRoutes(preview, order), unknown };
}

function useSpeaker({ preview }: Questions): EffectSpeaker {
  const announce = useAnnounce();
  const [speaker] = useState(() => new EffectSpeaker(preview));
  useEffect(() => speaker.listen(announce), [speaker, announce]);
  return speaker;
}
