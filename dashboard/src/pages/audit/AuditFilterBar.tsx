// The filters over the table. Each change is at once a new address.
import { Button, Group, NativeSelect, TextInput } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { everyMemberQuery, keysQuery } from "@/api/queries/people.ts";
import { useMay } from "@/app/session.ts";
import { strings } from "@/strings/index.ts";
import classes from "../inquiries/InquiryFilterBar.module.css";
import { ACTIONS, changeFilters, hasFilters, readFilters } from "./filters.ts";

const OF_WORKFLOWS = /^workflow(_order)?\./;

/** Without those of Workflows for who does not see them. */
function actionOptions(seesWorkflows: boolean) {
  const seen = ACTIONS.filter((action) => seesWorkflows || !OF_WORKFLOWS.test(action));
  return [
    { value: "", label: strings.audit.anything },
    ...seen.map((value) => ({ value, label: strings.audit.action[value] })),
  ];
}

export function AuditFilterBar({ subjectName }: { subjectName: string | undefined }) {
  const [query, setQuery] = useSearchParams();
  const filters = readFilters(query);
  const seesWorkflows = useMay()("workflows.read");
  const change = (part: Parameters<typeof changeFilters>[1]) =>
    setQuery((now) => changeFilters(now, part), { replace: true });
  return (
    <search aria-label={strings.audit.filters}>
      <Group gap="sm" align="flex-end" mb="md" className={classes.bar}>
        <ActorField value={filters.actor ?? ""} onPick={(actor) => change({ actor })} />
        <NativeSelect
          label={strings.audit.what}
          data={actionOptions(seesWorkflows)}
          value={filters.action ?? ""}
          onChange={(event) => change({ action: event.currentTarget.value })}
        />
        <TextInput
          label={strings.audit.since}
          type="date"
          value={filters.since ?? ""}
          onChange={(event) => change({ since: event.currentTarget.value })}
        />
        <TextInput
          label={strings.audit.until}
          type="date"
          value={filters.until ?? ""}
          onChange={(event) => change({ until: event.currentTarget.value })}
        />
        {filters.subject !== undefined && (
          <Button
            variant="light"
            rightSection={<IconX size={16} aria-hidden="true" />}
            title={strings.audit.allSubjects}
            onClick={() => change({ subject: "" })}
          >
            {strings.audit.changesOf(subjectName ?? strings.audit.thisOne)}
          </Button>
        )}
        {hasFilters(filters) && (
          <Button
            variant="subtle"
            leftSection={<IconX size={16} aria-hidden="true" />}
            onClick={() => setQuery(new URLSearchParams())}
          >
            {strings.audit.clear}
          </Button>
        )}
      </Group>
    </search>
  );
}

/** Members, the newest keys, and Pointsman itself, as far as this person may know them. */
function ActorField({ value, onPick }: { value: string; onPick: (id: string) => void }) {
  const may = useMay();
  const members = useQuery({ ...everyMemberQuery, enabled: may("members.read") });
  const keys = useQuery({ ...keysQuery(undefined), enabled: may("keys.read") });
  const known = [
    ...(members.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
    ...(keys.data?.data ?? []).map(({ id, name }) => ({
      value: id,
      label: strings.common.actor("key", name),
    })),
    { value: "system", label: strings.audit.pointsman },
  ];
  const other = value !== "" && !known.some((option) => option.value === value);
  return (
    <NativeSelect
      label={strings.audit.who}
      data={[
        { value: "", label: strings.audit.anyone },
        ...known,
        ...(other ? [{ value, label: value }] : []),
      ]}
      value={value}
      onChange={(event) => onPick(event.currentTarget.value)}
    />
  );
}
