import { Box, Table } from "@mantine/core";
import type { Inquiry } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { formatAttributeValue } from "@/components/attribute-value.ts";
import { Breakable } from "@/components/Breakable.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { RowLink } from "@/components/RowLink.tsx";
import { StatusChip } from "@/components/state-chips.tsx";
import { TagChips } from "@/components/TagChips.tsx";
import { Time } from "@/components/Time.tsx";
import { useAttributes } from "@/components/use-catalogue.ts";
import { strings } from "@/strings/index.ts";
import { personOf } from "./decisions.ts";

const { columns } = strings.inquiries;

export function InquiriesTable({
  inquiries,
  busy,
}: {
  inquiries: readonly Inquiry[];
  busy: boolean;
}) {
  return (
    <DataTable label={strings.inquiries.table} busy={busy}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{columns.person}</Table.Th>
          <Table.Th data-wide>{columns.status}</Table.Th>
          <Table.Th data-wide>{columns.decidedBy}</Table.Th>
          <Table.Th data-wide>{columns.country}</Table.Th>
          <Table.Th data-wide>{columns.created}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {inquiries.map((inquiry) => (
          <InquiryRow key={inquiry.id} inquiry={inquiry} />
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function InquiryRow({ inquiry }: { inquiry: Inquiry }) {
  const { attribute } = useAttributes();
  const person = personOf(inquiry);
  const second = [inquiry.fields.email_address, inquiry.reference_id].find(
    (text) => text && text !== person,
  );
  const country = inquiry.attributes.country?.value;
  return (
    <Table.Tr data-linked>
      <Table.Td>
        <RowLink to={paths.inquiry(inquiry.id)}>{person}</RowLink>
        {inquiry.erased_at !== null && <div data-sub>{strings.erase.erased}</div>}
        {second && (
          <div data-sub>
            <Breakable text={second} />
          </div>
        )}
        {inquiry.tags.length > 0 && <TagChips tags={inquiry.tags} />}
        <Box data-narrow my={4}>
          <StatusChip status={inquiry.status} />
        </Box>
        <div data-sub data-narrow>
          {deciderOf(inquiry)} · <Time at={inquiry.created_at} />
        </div>
      </Table.Td>
      <Table.Td data-wide>
        <StatusChip status={inquiry.status} />
      </Table.Td>
      <Table.Td data-wide>
        <DecidedByCell inquiry={inquiry} />
      </Table.Td>
      <Table.Td data-wide>
        {country === undefined
          ? strings.common.none
          : formatAttributeValue(country, attribute("country"))}
      </Table.Td>
      <Table.Td data-wide>
        <Time at={inquiry.created_at} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The route that settled it, or the person. The status beside it says how. */
function DecidedByCell({ inquiry }: { inquiry: Inquiry }) {
  if (inquiry.decision === null) return <span data-sub>{deciderOf(inquiry)}</span>;
  const run = decidingRunOf(inquiry);
  return (
    <>
      {deciderOf(inquiry)}
      <div data-sub>
        {run
          ? strings.inquiries.workflowVersion(run.workflow_name, run.version)
          : strings.inquiries.byHand}
      </div>
    </>
  );
}

function decidingRunOf({ decision, runs }: Inquiry) {
  return runs.find(({ id }) => id === decision?.decided_by.id);
}

function deciderOf(inquiry: Inquiry): string {
  const { decision } = inquiry;
  if (decision === null) return strings.inquiries.undecided;
  const { type, name } = decision.decided_by;
  return decidingRunOf(inquiry)?.route_name ?? strings.common.actor(type, name);
}
