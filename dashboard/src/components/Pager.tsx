import { Button, Group } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { strings } from "@/strings/index.ts";
import type { Paging } from "./paging.ts";

type PagerProps = { paging: Paging; nextCursor: string | null | undefined };

/** Absent while everything fits on one page. */
export function Pager({ paging, nextCursor }: PagerProps) {
  const { goFirst, goBack, goNext } = paging;
  if (!goFirst && !nextCursor) return null;
  return (
    <Group component="nav" aria-label={strings.common.page} justify="flex-end" gap="xs" mt="sm">
      {goFirst && (
        <Button variant="subtle" size="xs" onClick={goFirst}>
          {strings.common.firstPage}
        </Button>
      )}
      <Button
        variant="default"
        size="xs"
        disabled={!goBack}
        leftSection={<IconChevronLeft size={14} aria-hidden="true" />}
        onClick={goBack}
      >
        {strings.common.previousPage}
      </Button>
      <Button
        variant="default"
        size="xs"
        disabled={!nextCursor}
        rightSection={<IconChevronRight size={14} aria-hidden="true" />}
        onClick={() => nextCursor && goNext(nextCursor)}
      >
        {strings.common.nextPage}
      </Button>
    </Group>
  );
}
