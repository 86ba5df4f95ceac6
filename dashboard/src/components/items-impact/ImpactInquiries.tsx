// The inquiries behind one number, newest first. Each opens in a tab of its own: what is typed or chosen here stays.
import { Anchor, CloseButton, Table, Text, VisuallyHidden } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useRef, useState } from "react";
import {
  type ImpactCell,
  type ImpactSubject,
  impactInquiriesQuery,
  type KnownImpact,
} from "@/api/list-impact.ts";
import type { ListImpactInquiry } from "@/api/preview-types.ts";
import { paths } from "@/app/paths.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { Pager } from "@/components/Pager.tsx";
import type { Paging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./ItemsImpact.module.css";

const text = strings.itemsImpact;

type ImpactInquiriesProps = {
  subject: ImpactSubject;
  known: KnownImpact;
  asked: ImpactCell;
  title: string;
  onClose: () => void;
};

export function ImpactInquiries({ subject, known, asked, title, onClose }: ImpactInquiriesProps) {
  const titleId = useId();
  const heading = useRef<HTMLDivElement>(null);
  const paging = useOwnPaging();
  const inquiries = useQuery({
    ...impactInquiriesQuery(subject, known, asked, paging.cursor),
    placeholderData: keepPreviousData,
  });
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <section aria-labelledby={titleId} className={classes.inquiries}>
      <div className={classes.head}>
        <Text size="sm" fw={600} id={titleId} ref={heading} tabIndex={-1}>
          {text.inquiries(title)}
        </Text>
        <CloseButton size="sm" aria-label={text.close} onClick={onClose} />
      </div>
      <QueryView query={inquiries} lines={3}>
        {({ data, next_cursor }) =>
          data.length === 0 ? (
            <Text c="dimmed" size="sm">
              {text.empty}
            </Text>
          ) : (
            <>
              <DataTable label={text.inquiries(title)} busy={inquiries.isPlaceholderData}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{text.person}</Table.Th>
                    <Table.Th>{text.completed}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {data.map((inquiry) => (
                    <Row key={inquiry.id} inquiry={inquiry} />
                  ))}
                </Table.Tbody>
              </DataTable>
              <Pager paging={paging} nextCursor={next_cursor} />
            </>
          )
        }
      </QueryView>
    </section>
  );
}

function Row({ inquiry }: { inquiry: ListImpactInquiry }) {
  const { id, name, reference_id: reference, completed_at: at } = inquiry;
  const [first = id, second] = [name, reference, id].filter((text) => text !== null);
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor href={paths.inquiry(id)} target="_blank" rel="noopener">
          {first}
          <VisuallyHidden component="span">{text.ownTab}</VisuallyHidden>
        </Anchor>
        {second && <div data-sub>{second}</div>}
      </Table.Td>
      <Table.Td>
        <Time at={at} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The address has pages of its own, of the list's items. */
function useOwnPaging(): Paging {
  const [cursors, setCursors] = useState<readonly string[]>([]);
  const isFirst = cursors.length === 0;
  return {
    cursor: cursors.at(-1),
    goNext: (next) => setCursors([...cursors, next]),
    goBack: isFirst ? undefined : () => setCursors(cursors.slice(0, -1)),
    goFirst: isFirst ? undefined : () => setCursors([]),
  };
}
