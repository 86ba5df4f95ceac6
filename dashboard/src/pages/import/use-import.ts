// One import from choosing the file to its report. A state is a variant that owns what belongs to it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { newImportId } from "@/api/ids.ts";
import { cancelImport, importQuery, LISTS_KEY } from "@/api/queries/lists.ts";
import type { Import } from "@/api/types.ts";
import { uploadCsv } from "@/api/upload.ts";
import { type ImportProgress, importProgress } from "./progress.ts";

type State =
  | { kind: "choosing" }
  | { kind: "sending"; importId: string; sent: number; total: number; abort: AbortController }
  | { kind: "ended"; report: Import }
  | { kind: "failed"; error: unknown };

export type ImportView =
  | Exclude<State, { kind: "sending" }>
  | { kind: "sending"; progress: ImportProgress };

export function useImport(
  list: string,
  resumes: string | undefined,
): {
  view: ImportView;
  start: (file: File) => Promise<void>;
  cancel: () => Promise<void>;
  reset: () => void;
} {
  const [state, setState] = useState<State>({ kind: "choosing" });
  const queries = useQueryClient();
  const importId = state.kind === "sending" ? state.importId : "";
  const known = useQuery({ ...importQuery(list, importId), enabled: importId !== "" });

  // Leaving the page ends the upload; what was sent waits, hidden, to be resumed or discarded.
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (file: File) => {
    const controller = new AbortController();
    abort.current = controller;
    const id = resumes ?? newImportId();
    setState({ kind: "sending", importId: id, sent: 0, total: file.size, abort: controller });
    const onSent = (sent: number) =>
      setState((now) => (now.kind === "sending" ? { ...now, sent } : now));
    try {
      const report = await uploadCsv({
        list,
        importId: id,
        resumes: resumes !== undefined,
        file,
        onSent,
        signal: controller.signal,
      });
      setState({ kind: "ended", report });
    } catch (error) {
      // What the server kept of a canceled import is told where it can be resumed.
      setState(controller.signal.aborted ? { kind: "choosing" } : { kind: "failed", error });
    }
    await queries.invalidateQueries({ queryKey: LISTS_KEY });
  };
  const cancel = async () => {
    if (state.kind !== "sending") return;
    // First the word, so that the import counts as canceled and not as broken off; then the connection.
    await cancelImport(list, state.importId).catch(() => {});
    state.abort.abort();
  };
  const view: ImportView =
    state.kind === "sending"
      ? { kind: "sending", progress: importProgress(state.sent, state.total, known.data) }
      : state;
  return { view, start, cancel, reset: () => setState({ kind: "choosing" }) };
}
