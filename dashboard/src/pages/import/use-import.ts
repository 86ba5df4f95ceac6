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
  | { kind: "canceled" }
  | { kind: "failed"; error: unknown };

export type ImportView =
  | Exclude<State, { kind: "sending" }>
  | { kind: "sending"; progress: ImportProgress };

export function useImport(list: string): {
  view: ImportView;
  start: (file: File) => Promise<void>;
  cancel: () => Promise<void>;
  reset: () => void;
} {
  const [state, setState] = useState<State>({ kind: "choosing" });
  const queries = useQueryClient();
  const importId = state.kind === "sending" ? state.importId : "";
  const known = useQuery({ ...importQuery(list, importId), enabled: importId !== "" });

  // Leaving the page ends the upload; a half-sent file adds nothing.
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = async (file: File) => {
    const controller = new AbortController();
    abort.current = controller;
    const id = newImportId();
    setState({ kind: "sending", importId: id, sent: 0, total: file.size, abort: controller });
    const onSent = (sent: number) =>
      setState((now) => (now.kind === "sending" ? { ...now, sent } : now));
    try {
      const report = await uploadCsv({
        list,
        importId: id,
        file,
        onSent,
        signal: controller.signal,
      });
      setState({ kind: "ended", report });
    } catch (error) {
      setState(controller.signal.aborted ? { kind: "canceled" } : { kind: "failed", error });
    }
    await queries.invalidateQueries({ queryKey: LISTS_KEY });
  };
  const cancel = async () => {
    if (state.kind !== "sending") return;
    state.abort.abort();
    // The broken connection tells the server too; this call only makes it sooner.
    await cancelImport(list, state.importId).catch(() => {});
  };
  const view: ImportView =
    state.kind === "sending"
      ? { kind: "sending", progress: importProgress(state.sent, state.total, known.data) }
      : state;
  return { view, start, cancel, reset: () => setState({ kind: "choosing" }) };
}
