// One or several lists. Archived ones can only stay, never be chosen.
import { MultiSelect, Select } from "@mantine/core";
import type { List } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { remarkProps } from "../field-remarks.tsx";
import type { JsonValue } from "../model/model.ts";
import type { RemarkLine } from "../RemarkList.tsx";
import { textsOf } from "./CodeField.tsx";
import { byWords } from "./filter.ts";

interface ListFieldProps {
  id: string;
  lists: readonly List[];
  many: boolean;
  value: JsonValue | undefined;
  /** Shown above; without one the field is named for screen readers alone. */
  label?: string;
  remarks?: readonly RemarkLine[];
  onChange: (value: JsonValue | undefined) => void;
}

export function ListField({ id, lists, many, value, onChange, ...props }: ListFieldProps) {
  const words = strings.editor.conditions;
  const chosen = textsOf(value).map((name) => idOf(lists, name));
  const data = listOptions(lists, chosen);
  const common = {
    id,
    data,
    label: props.label,
    "aria-label": props.label !== undefined ? undefined : many ? words.lists : words.list,
    ...remarkProps(props.remarks ?? []),
    searchable: true,
    filter: byWords,
    nothingFoundMessage: lists.length === 0 ? words.noLists : words.noListFound,
    comboboxProps: { shadow: "md" },
  } as const;
  if (!many) {
    return (
      <Select
        {...common}
        value={chosen[0] ?? null}
        placeholder={words.chooseList}
        allowDeselect={false}
        onChange={(list) => onChange(list ?? undefined)}
      />
    );
  }
  return (
    <MultiSelect
      {...common}
      value={[...chosen]}
      placeholder={chosen.length === 0 ? words.chooseLists : undefined}
      hidePickedOptions
      onChange={(next) => onChange(next.length === 0 ? undefined : next)}
    />
  );
}

/** A document may name a list by its key; the screen goes by ids. */
function idOf(lists: readonly List[], name: string): string {
  return lists.find(({ id, key }) => id === name || key === name)?.id ?? name;
}

function listOptions(lists: readonly List[], chosen: readonly string[]) {
  const words = strings.editor.conditions;
  const offered = lists.filter(
    ({ id, archived_at }) => archived_at === null || chosen.includes(id),
  );
  const known = offered.map((list) => ({ value: list.id, label: labelOf(list) }));
  const gone = chosen
    .filter((id) => !lists.some((list) => list.id === id))
    .map((id) => ({ value: id, label: words.unknownList(id) }));
  return [...known, ...gone];
}

function labelOf({ name, archived_at, items }: List): string {
  const words = strings.editor.conditions;
  if (archived_at !== null) return words.archivedList(name);
  return items === 0 ? words.emptyList(name) : name;
}
