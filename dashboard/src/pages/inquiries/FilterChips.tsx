// Each filter that is set, by its name, and a way to take it off again.
import { Button } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { strings } from "@/strings/index.ts";
import { changeFilters, type FilterKey } from "./filters.ts";
import classes from "./InquiryFilterBar.module.css";
import type { NamedFilter } from "./use-named-filters.ts";

type FilterChipsProps = {
  filters: readonly NamedFilter[];
  onChange: (change: (query: URLSearchParams) => URLSearchParams) => void;
};

export function FilterChips({ filters, onChange }: FilterChipsProps) {
  if (filters.length === 0) return null;
  const without = (key: FilterKey) => onChange((now) => changeFilters(now, { [key]: undefined }));
  return (
    <ul className={classes.chips} aria-label={strings.inquiries.activeFilters}>
      {filters.map(({ key, words }) => (
        <li key={key} className={classes.chip}>
          <span className={classes.chipWords}>{words}</span>
          <button
            type="button"
            className={classes.remove}
            aria-label={strings.inquiries.removeFilter(words)}
            onClick={() => without(key)}
          >
            <IconX size={13} aria-hidden="true" />
          </button>
        </li>
      ))}
      <li>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => onChange(() => new URLSearchParams())}
        >
          {strings.inquiries.clear}
        </Button>
      </li>
    </ul>
  );
}
