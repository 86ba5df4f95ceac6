// One type-ahead over attributes, lists and comparisons; picking adds the condition at once.
import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { IconListDetails, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import type { CatalogueAttribute } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { elementId, useEditor } from "../context.ts";
import { type Suggestion, type SuggestionGroup, suggest } from "../model/suggestions.ts";
import classes from "./conditions.module.css";

const words = strings.editor.conditions;
const GROUPS: readonly SuggestionGroup[] = ["attributes", "lists", "operators"];

export function ConditionPicker(props: {
  group: string;
  disabledBecause: string | null;
  onPick: (suggestion: Suggestion, label: string) => void;
}) {
  const { catalogue, lists } = useEditor();
  const [query, setQuery] = useState("");
  const store = useCombobox({ onDropdownClose: () => store.resetSelectedOption() });
  const found = suggest(catalogue, lists, query);
  const pick = (key: string) => {
    const suggestion = found.find((one) => one.key === key);
    if (!suggestion) return;
    setQuery("");
    store.closeDropdown();
    props.onPick(suggestion, labelOf(suggestion));
  };
  const open = () => {
    store.openDropdown();
    store.updateSelectedOptionIndex();
  };
  return (
    <Combobox store={store} onOptionSubmit={pick} shadow="md" position="bottom-start">
      <Combobox.Target withExpandedAttribute>
        <TextInput
          id={elementId.picker(props.group)}
          className={classes.picker}
          aria-label={words.add}
          placeholder={words.addPlaceholder}
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          value={query}
          disabled={props.disabledBecause !== null}
          description={props.disabledBecause}
          data-typing={query !== "" || undefined}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            open();
            // The best fit is one Enter away.
            if (event.currentTarget.value !== "") requestAnimationFrame(store.selectFirstOption);
          }}
          onClick={open}
          onFocus={open}
          onBlur={() => store.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Options mah={320} style={{ overflowY: "auto" }} aria-label={words.add}>
          {GROUPS.map((group) => (
            <SuggestionGroupOptions
              key={group}
              group={group}
              found={found.filter((one) => one.group === group)}
            />
          ))}
          {found.length === 0 && <Combobox.Empty>{words.nothingFound}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function SuggestionGroupOptions(props: { group: SuggestionGroup; found: readonly Suggestion[] }) {
  if (props.found.length === 0) return null;
  return (
    <Combobox.Group label={words.groupHeading[props.group]}>
      {props.found.map((suggestion) => (
        <Combobox.Option key={suggestion.key} value={suggestion.key}>
          <span className={classes.option}>
            {suggestion.list && <IconListDetails size={15} aria-hidden="true" />}
            <span className={classes.optionLabel}>{labelOf(suggestion)}</span>
            <span className={classes.optionNote}>{noteOf(suggestion)}</span>
          </span>
        </Combobox.Option>
      ))}
    </Combobox.Group>
  );
}

function labelOf({ attribute, operator, list, group, value }: Suggestion): string {
  if (list) return list.name;
  const typed = typeof value === "number" ? ` ${value}` : "";
  if (group === "attributes" && typed === "") return attribute.label;
  return `${attribute.label} ${operator.label}${typed}`;
}

function noteOf({ attribute, list, group }: Suggestion): string {
  if (list) return list.items === 0 ? words.emptyNote : words.itemsNote(list.items);
  return group === "attributes" ? unitOf(attribute) : "";
}

function unitOf({ range, unit }: CatalogueAttribute): string {
  return range ? strings.editor.values.range(range.min, range.max, unit) : (unit ?? "");
}
