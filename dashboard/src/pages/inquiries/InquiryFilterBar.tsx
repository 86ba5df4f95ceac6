// The filters over the table. Each change is at once a new address; the rarer ones are folded away.
import { Autocomplete, Button, Collapse, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useSearchParams } from "react-router";
import { tagsQuery } from "@/api/queries/inquiries.ts";
import { listsQuery } from "@/api/queries/lists.ts";
import { workflowsQuery } from "@/api/queries/workflows.ts";
import { useMay } from "@/app/session.ts";
import { SearchField } from "@/components/SearchField.tsx";
import { strings } from "@/strings/index.ts";
import { FilterChips } from "./FilterChips.tsx";
import { changeFilters, DECISIONS, type InquiryFilters, readFilters, STATUSES } from "./filters.ts";
import classes from "./InquiryFilterBar.module.css";
import type { NamedFilter } from "./use-named-filters.ts";
import { useRoutes } from "./use-routes.ts";

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

type Change = (part: Parameters<typeof changeFilters>[1]) => void;

export function InquiryFilterBar({ named }: { named: readonly NamedFilter[] }) {
  const [query, setQuery] = useSearchParams();
  const [isMoreOpen, setMoreOpen] = useState(false);
  const moreId = useId();
  const filters = readFilters(query);
  const change: Change = (part) => setQuery((now) => changeFilters(now, part), { replace: true });
  return (
    <search aria-label={strings.inquiries.filters}>
      <Group gap="sm" align="flex-end" mb="sm" className={classes.bar}>
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
        <Button
          variant="default"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden="true" />}
          aria-expanded={isMoreOpen}
          aria-controls={moreId}
          onClick={() => setMoreOpen(!isMoreOpen)}
        >
          {strings.inquiries.moreFilters}
        </Button>
      </Group>
      <Collapse expanded={isMoreOpen} id={moreId}>
        {isMoreOpen && <MoreFilters filters={filters} change={change} />}
      </Collapse>
      <FilterChips
        filters={named}
        onChange={(changed) => setQuery((now) => changed(now), { replace: true })}
      />
    </search>
  );
}

function MoreFilters({ filters, change }: { filters: InquiryFilters; change: Change }) {
  const { created_after: since = "", created_before: until = "" } = filters;
  return (
    <Group gap="sm" align="flex-end" mb="sm" className={classes.bar}>
      <WorkflowFields filters={filters} change={change} />
      <ListField value={filters.list ?? ""} onPick={(list) => change({ list })} />
      <TagField key={filters.tag} value={filters.tag ?? ""} onPick={(tag) => change({ tag })} />
      <TextInput
        label={strings.inquiries.createdAfter}
        type="date"
        value={since}
        onChange={(event) => change({ created_after: event.currentTarget.value })}
      />
      <TextInput
        label={strings.inquiries.createdBefore}
        type="date"
        value={until}
        onChange={(event) => change({ created_before: event.currentTarget.value })}
      />
    </Group>
  );
}

/** A route is asked for within its workflow: its id means nothing elsewhere. */
function WorkflowFields({ filters, change }: { filters: InquiryFilters; change: Change }) {
  const mayRead = useMay()("workflows.read");
  const workflows = useQuery({ ...workflowsQuery(), enabled: mayRead });
  const routes = useRoutes(filters.workflow);
  if (!mayRead) return null;
  const { workflow = "", route = "" } = filters;
  return (
    <>
      <NativeSelect
        label={strings.inquiries.workflow}
        data={optionsOf(strings.inquiries.anyWorkflow, workflows.data?.data ?? [], workflow)}
        value={workflow}
        onChange={(event) => change({ workflow: event.currentTarget.value })}
      />
      {(workflow !== "" || route !== "") && (
        <NativeSelect
          label={strings.inquiries.route}
          data={optionsOf(strings.inquiries.anyRoute, routes, route)}
          value={route}
          onChange={(event) => change({ route: event.currentTarget.value })}
        />
      )}
    </>
  );
}

function ListField({ value, onPick }: { value: string; onPick: (id: string) => void }) {
  const mayRead = useMay()("lists.read");
  const lists = useQuery({ ...listsQuery(false), enabled: mayRead });
  if (!mayRead) return null;
  return (
    <NativeSelect
      label={strings.inquiries.list}
      data={optionsOf(strings.inquiries.anyList, lists.data?.data ?? [], value)}
      value={value}
      onChange={(event) => onPick(event.currentTarget.value)}
    />
  );
}

/** Asks when a whole tag stands there: half of one finds nothing. */
function TagField({ value, onPick }: { value: string; onPick: (tag: string) => void }) {
  const [typed, setTyped] = useState(value);
  const known = useQuery(tagsQuery(typed.trim()));
  return (
    <Autocomplete
      label={strings.inquiries.tag}
      placeholder={strings.inquiries.anyTag}
      data={known.data?.data ?? []}
      value={typed}
      onChange={setTyped}
      onOptionSubmit={onPick}
      onBlur={() => typed.trim() !== value && onPick(typed)}
      onKeyDown={(event) => {
        if (event.key === "Enter" && !event.defaultPrevented) onPick(typed);
      }}
    />
  );
}

/** Everything there is, and what the address asks for even if it is not among it. */
function optionsOf(any: string, known: readonly { id: string; name: string }[], value: string) {
  const options = known.map(({ id, name }) => ({ value: id, label: name }));
  const isOther = value !== "" && !known.some(({ id }) => id === value);
  return [{ value: "", label: any }, ...options, ...(isOther ? [{ value, label: value }] : [])];
}
