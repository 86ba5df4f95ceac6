// The two questions about a text: what would it have done, and what is proved about it.
import type { QueryClient } from "@tanstack/react-query";
import { ASKER } from "@/api/asker.ts";
import { patiently } from "@/api/patience.ts";
import { askCheck, askPreview } from "@/api/preview.ts";
import type { Checked, Preview, PreviewRequest } from "@/api/preview-types.ts";
import type { WorkflowDocument } from "@/api/types.ts";
import type { WorkflowModel } from "../model/model.ts";
import { writeDocument } from "../model/write.ts";
import type { Subject } from "./context.ts";
import { LatestAnswer } from "./Latest.ts";
import { askedWindow, type Settings } from "./model/settings.ts";

export interface Questions {
  readonly preview: LatestAnswer<Subject, Preview>;
  readonly check: LatestAnswer<Subject, Checked>;
}

let turns = 0;

export function makeQuestions(queries: QueryClient): Questions {
  // Each question is a query of its own: nothing is kept, and a session that is over is noticed as everywhere.
  const once = <T>(queryFn: () => Promise<T>): Promise<T> => {
    turns += 1;
    return queries.fetchQuery({ queryKey: ["knowing", turns], queryFn, gcTime: 0, retry: false });
  };
  const now = () => performance.now();
  return {
    preview: new LatestAnswer<Subject, Preview>({
      ask: ({ request }, signal, onPart) =>
        patiently(
          () =>
            once(() =>
              askPreview(request, signal, ({ partial, ...come }) => onPart(partial, come)),
            ),
          signal,
        ),
      now,
    }),
    check: new LatestAnswer<Subject, Checked>({
      ask: ({ document }, signal) =>
        patiently(() => once(() => askCheck(document, signal)), signal),
      now,
    }),
  };
}

export function askBoth(questions: Questions, subject: Subject): void {
  questions.preview.ask(subject);
  questions.check.ask(subject);
}

export function subjectOfModel(
  model: WorkflowModel,
  workflow: string,
  settings: Settings,
): Subject {
  const document = writeDocument(model) as unknown as WorkflowDocument;
  return { document, model, request: requestFor(document, workflow, settings), settings };
}

/** Against whatever runs, or `against` a version. */
export function subjectOfText(
  document: WorkflowDocument,
  workflow: string,
  settings: Settings,
  against?: number,
): Subject {
  const request = requestFor(document, workflow, settings, against);
  return { document, model: null, request, settings };
}

/** Against whatever version of the workflow runs, or a given one; counts, curves and inquiries are all asked for with it. */
export function requestFor(
  document: WorkflowDocument,
  workflow: string,
  { window, lists }: Settings,
  against?: number,
): PreviewRequest {
  const baseline = against === undefined ? { workflow } : { workflow, version: against };
  return { document, baseline, ...askedWindow(window, Date.now()), lists, asker: ASKER };
}
