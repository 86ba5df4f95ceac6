// What is known of the text at hand, for every card and field that shows a part of it.
import { createContext, useCallback, useContext } from "react";
import type { Checked, Preview, PreviewRequest } from "@/api/preview-types.ts";
import type { InquiryBody, WorkflowDocument } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import type { WorkflowModel } from "../model/model.ts";
import type { Operation } from "../model/operations.ts";
import type { Marks } from "./intended.ts";
import type { Latest } from "./Latest.ts";
import type { RouteCount } from "./model/counts.ts";
import type { MissingFinding, RouteFinding } from "./model/findings.ts";
import type { Settings } from "./model/settings.ts";
import type { Stale } from "./model/stale.ts";

/** A text, and how it is looked at. */
export interface Subject {
  readonly document: WorkflowDocument;
  /** Where its conditions are on the screen; null for one that is only read. */
  readonly model: WorkflowModel | null;
  readonly request: PreviewRequest;
  readonly settings: Settings;
}

export interface Knowing {
  readonly workflow: string;
  /** Then nothing runs that the text could be compared with. */
  readonly isPaused: boolean;
  readonly settings: Settings;
  readonly preview: Latest<Subject, Preview>;
  readonly checked: Latest<Subject, Checked>;
  /** What is shown belongs to an older text, or to a part of history. */
  readonly areCountsStale: boolean;
  readonly areFindingsStale: boolean;
  /** Why so; null: it is of the text at hand. */
  readonly whyStale: {
    readonly counts: Stale | null;
    readonly findings: Stale | null;
    readonly missing: Stale | null;
  };
  readonly counts: ReadonlyMap<string, RouteCount>;
  readonly findings: ReadonlyMap<string, readonly RouteFinding[]>;
  readonly missing: readonly MissingFinding[];
  /** Findings that are as they should be. */
  readonly marks: Marks;
  /** By a condition's key: for how many it is neither true nor false. */
  readonly unknown: ReadonlyMap<string, number>;
  /** Shows what happens to this inquiry, beside the routes. */
  readonly onTry: ((inquiry: InquiryBody) => void) | null;
  retry(): void;
  /** Counts as if this were done, while it is being dragged; null: as it is. */
  readonly peek: ((operation: Operation | null) => void) | null;
  /** Says it once the counts are there, with what it changes. */
  sayWithEffect(said: string): void;
}

/** The version that was asked for, if it was one and not whichever runs. */
export function chosenVersion({ preview }: Pick<Knowing, "preview">): number | null {
  return preview.of?.request.baseline?.version ?? null;
}

const KnowingContext = createContext<Knowing | null>(null);

export const KnowingContextProvider = KnowingContext.Provider;

/** Null outside of a page that asks. */
export function useKnowing(): Knowing | null {
  return useContext(KnowingContext);
}

export function useSayWithEffect(): (said: string) => void {
  const announce = useAnnounce();
  const say = useKnowing()?.sayWithEffect ?? announce;
  return useCallback((said: string) => say(said), [say]);
}
