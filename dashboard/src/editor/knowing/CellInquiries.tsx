// The inquiries of one cell of the flow, newest first, each linked to its page.
import { Table, Text } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { askInquiries } from "@/api/preview.ts";
import type { PreviewCell, PreviewInquiry } from "@/api/preview-types.ts";
import { paths } from "@/app/paths.ts";
import { DataTable } from "@/components/DataTable.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { OutcomeChip } from "@/components/state-chips.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import type { Knowing } from "./context.ts";

const words = strings.knowing.flow;
const PAGE = 25;

export function CellInquiries({ knowing, cell }: { knowing: Knowing; cell: PreviewCell }) {
  const paging = usePaging();
  const { of } = knowing.preview;
  const { cursor } = paging;
  const inquiries = useQuery({
    queryKey: ["knowing", "inquiries", of?.request ?? null, cell, cursor ?? null],
    queryFn: ({ signal }) => {
      if (of === null) throw new Error("asked for the inquiries of no text");
      const page = cursor === undefined ? {} : { cursor };
      return askInquiries({ ...of.request, cell, limit: PAGE, ...page }, signal);
    },
    enabled: of !== null,
    placeholderData: keepPreviousData,
  });
  return (
    <QueryView query={inquiries} lines={4}>
      {({ data, next_cursor }) =>
        data.length === 0 ? (
          <Text c="dimmed">{words.empty}</Text>
        ) : (
          <>
            <DataTable label={words.inquiries} busy={inquiries.isPlaceholderData}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{words.person}</Table.Th>
                  <Table.Th data-wide>{words.recorded}</Table.Th>
                  <Table.Th>{words.completed}</Table.Th>
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
  );
}

function Row({ inquiry }: { inquiry: PreviewInquiry }) {
  const { id, name, reference_id: reference, recorded, completed_at: at } = inquiry;
  const [first = id, second] = [name, reference, id].filter((text) => text !== null);
  return (
    <Table.Tr data-linked>
      <Table.Td>
        <RowLink to={paths.inquiry(id)}>{first}</RowLink>
        {second && <div data-sub>{second}</div>}
      </Table.Td>
      <Table.Td data-wide>
        {recorded === null || recorded === "do_nothing" ? (
          words.notDecided
        ) : (
          <OutcomeChip outcome={recorded} />
        )}
      </Table.Td>
      <Table.Td>
        <Time at={at} />
      </Table.Td>
    </Table.Tr>
  );
}
