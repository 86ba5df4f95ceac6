// The curve of one number. Asked for when its field gets the focus, and again when anything but that number changes.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { askLens } from "@/api/preview.ts";
import type { WorkflowDocument } from "@/api/types.ts";
import { useEditor } from "../../context.ts";
import { applyOperation } from "../../model/operations.ts";
import { pointerTo } from "../../model/pointer.ts";
import { writeDocument } from "../../model/write.ts";
import { requestFor } from "../ask.ts";
import { useKnowing } from "../context.ts";
import { LENSES } from "../fresh-lenses.ts";

export function useLens(route: string, condition: string, value: number) {
  const { view } = useEditor();
  const knowing = useKnowing();
  // What the curve is compared with is the value at which the person began.
  const [start] = useState(value);
  const { present } = view.history;
  const change = { value: start };
  const model = applyOperation(present, { kind: "change_condition", route, condition, change });
  const document = writeDocument(model) as unknown as WorkflowDocument;
  const pointer = pointerTo(model, condition);
  const { workflow = "", settings = { window: "all", lists: "now" } as const } = knowing ?? {};
  const lens = useQuery({
    queryKey: [...LENSES, workflow, settings, pointer, document],
    queryFn: ({ signal }) =>
      askLens({ ...requestFor(document, workflow, settings), pointer: pointer ?? "" }, signal),
    enabled: knowing !== null && pointer !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  return { lens, start };
}
