// All pages of something that is never long: workflows, lists, members.

interface PageOf<T> {
  readonly data: T[];
  readonly next_cursor?: string | null;
}

export async function everyPage<T>(
  read: (page: { limit: number; cursor?: string }) => Promise<PageOf<T>>,
): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await read({ limit: 100, ...(cursor ? { cursor } : {}) });
    found.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return found;
}
