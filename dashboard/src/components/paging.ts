// Cursor paging in the URL. Cursors only lead forward; the way back is the browser's history, and how
// many pages it holds travels in the history entry.
import { useLocation, useNavigate, useSearchParams } from "react-router";

type PagingState = { pagesBack?: number };

export type Paging = {
  cursor: string | undefined;
  /** Steps to the page that `next` points at. */
  goNext: (next: string) => void;
  goBack: (() => void) | undefined;
  goFirst: (() => void) | undefined;
};

export function usePaging(): Paging {
  const [query, setQuery] = useSearchParams();
  const navigate = useNavigate();
  const { state } = useLocation() as { state: PagingState | null };
  const pagesBack = state?.pagesBack ?? 0;
  const cursor = query.get("cursor") ?? undefined;
  return {
    cursor,
    goNext: (next) => setQuery(withCursor(query, next), { state: { pagesBack: pagesBack + 1 } }),
    goBack: pagesBack > 0 ? () => void navigate(-1) : undefined,
    goFirst: cursor === undefined ? undefined : () => setQuery(withCursor(query, undefined)),
  };
}

export function withCursor(query: URLSearchParams, cursor: string | undefined): URLSearchParams {
  const changed = new URLSearchParams(query);
  if (cursor === undefined) changed.delete("cursor");
  else changed.set("cursor", cursor);
  return changed;
}
