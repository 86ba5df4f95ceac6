// One or several codes out of the catalogue, found by name or by code.
import { MultiSelect, Select } from "@mantine/core";
import type { CatalogueAttribute } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { remarkProps } from "../field-remarks.tsx";
import type { JsonValue } from "../model/model.ts";
import type { RemarkLine } from "../RemarkList.tsx";
import { codeName } from "./codes.ts";
import { byWords } from "./filter.ts";

interface CodeFieldProps {
  id: string;
  attribute: CatalogueAttribute;
  many: boolean;
  value: JsonValue | undefined;
  /** Shown above; without one the field is named for screen readers alone. */
  label?: string;
  remarks?: readonly RemarkLine[];
  clearable?: boolean;
  onChange: (value: JsonValue | undefined) => void;
}

export function CodeField({ id, attribute, many, value, onChange, ...props }: CodeFieldProps) {
  const words = strings.editor.conditions;
  const chosen = textsOf(value);
  const known = attribute.values ?? [];
  const all = [...known, ...chosen.filter((code) => !known.includes(code))];
  const data = all
    .map((code) => ({ value: code, label: codeName(code, attribute) }))
    .sort((left, right) => left.label.localeCompare(right.label));
  const common = {
    id,
    data,
    label: props.label,
    "aria-label": props.label === undefined ? words.value : undefined,
    ...remarkProps(props.remarks ?? []),
    searchable: true,
    filter: byWords,
    limit: 100,
    nothingFoundMessage: words.noValueFound,
    comboboxProps: { shadow: "md" },
  } as const;
  if (!many) {
    return (
      <Select
        {...common}
        value={chosen[0] ?? null}
        placeholder={words.chooseValue}
        allowDeselect={props.clearable === true}
        clearable={props.clearable === true}
        onChange={(code) => onChange(code ?? undefined)}
      />
    );
  }
  return (
    <MultiSelect
      {...common}
      value={[...chosen]}
      placeholder={chosen.length === 0 ? words.chooseValues : undefined}
      hidePickedOptions
      onChange={(codes) => onChange(codes.length === 0 ? undefined : codes)}
    />
  );
}

export function textsOf(value: JsonValue | undefined): readonly string[] {
  const all = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  return all.filter((one): one is string => typeof one === "string");
}
