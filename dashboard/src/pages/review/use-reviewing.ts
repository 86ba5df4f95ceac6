// What is being reviewed, what was typed about it, and what was decided last.
import { useState } from "react";
import { useNavigate, useSearchParams } from "react-router";
import type { Inquiry } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";

export type Reviewing = {
  /** The inquiry on the screen. */
  current: string | undefined;
  /** What this person decided last. */
  last: string | undefined;
  commentOn: (id: string) => string;
  type: (id: string, comment: string) => void;
  show: (id: string | undefined) => void;
  /** Notes the decision and opens what follows. */
  decided: (id: string, next: string | undefined) => void;
};

export function useReviewing(queue: readonly Inquiry[]): Reviewing {
  const [url] = useSearchParams();
  const navigate = useNavigate();
  const [comments, setComments] = useState<Readonly<Record<string, string>>>({});
  const [last, setLast] = useState<string>();
  const show = (id: string | undefined) =>
    void navigate(id === undefined ? paths.review : paths.reviewOf(id), { replace: true });
  return {
    current: url.get("inquiry") ?? queue[0]?.id,
    last,
    commentOn: (id) => comments[id] ?? "",
    type: (id, comment) => setComments((known) => ({ ...known, [id]: comment })),
    show,
    decided: (id, next) => {
      setLast(id);
      show(next);
    },
  };
}
