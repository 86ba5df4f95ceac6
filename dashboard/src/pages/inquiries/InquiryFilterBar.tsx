// The filters over the table. Each change is at once a new address.
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { workflowsQuery } from "@/api/queries/workflows.ts";
import { useMay } from "@/app/session.ts";
import { SearchField } from "@/components/SearchField.tsx";
import { strings } from "@/strings/index.ts";
import { changeFilters, DECISIONS, hasFilters, readFilters, STATUSES } from "./filters.ts";
import classes from "./InquiryFilterBar.module.css";

const STATUS_OPTIONS = [
  { value: "", label: strings.inquiries.anyStatus },
  ...STATUSES.map((value) => ({ value, label: strings.common.status[value] })),
];
const DECISION_OPTIONS = [
  { value: "", label: strings.inquiries.anyDecision },
  ...DECISIONS.map((value) => ({
    value,
    label: value === "none" ? strings.inquiries.undecided : strings.common.outcome[value],
  })),
];

export function InquiryFilterBar() {
  const [query, setQuery] = useSearchParams();
  const filters = readFilters(query);
  const change = (part: Parameters<typeof changeFilters>[1]) =>
    setQuery((now) => changeFilters(now, part), { replace: true });
  return (
    <search aria-label={strings.inquiries.filters}>
      <Group gap="sm" align="flex-end" mb="md" className={classes.bar}>
        <SearchField
          className={classes.search}
          label={strings.inquiries.search}
          placeholder={strings.inquiries.searchHint}
          value={filters.q ?? ""}
          onSearch={(q) => change({ q })}
        />
        <NativeSelect
          label={strings.inquiries.status}
          data={STATUS_OPTIONS}
          value={filters.status ?? ""}
          onChange={(event) => change({ status: event.currentTarget.value })}
        />
        <NativeSelect
          label={strings.inquiries.decision}
          data={DECISION_OPTIONS}
          value={filters.decision ?? ""}
          onChange={(event) => change({ decision: event.currentTarget.value })}
        />
        <WorkflowField value={filters.workflow ?? ""} onPick={(workflow) => change({ workflow })} />
        <TextInput
          label={strings.inquiries.createdAfter}
          type="date"
          value={filters.created_after ?? ""}
          onChange={(event) => change({ created_after: event.currentTarget.value })}
        />
        {hasFilters(filters) && (
          <Button
            variant="subtle"
            leftSection={<IconX size={16} aria-hidden="true" />}
            onClick={() => setQuery(new URLSearchParams())}
          >
            {strings.inquiries.clear}
          </Button>
        )}
      </Group>
    </search>
  );
}

function WorkflowField({ value, onPick }: { value: string; onPick: (id: string) => void }) {
  const mayRead = useMay()("workflows.read");
  const workflows = useQuery({ ...workflowsQuery(), enabled: mayRead });
  if (!mayRead) return null;
  const known = (workflows.data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const other = value !== "" && !known.some((option) => option.value === value);
  return (
    <NativeSelect
      label={strings.inquiries.workflow}
      data={[
        { value: "", label: strings.inquiries.anyWorkflow },
        ...known,
        ...(other ? [{ value, label: value }] : []),
      ]}
      value={value}
      onChange={(event) => onPick(event.currentTarget.value)}
    />
  );
}
