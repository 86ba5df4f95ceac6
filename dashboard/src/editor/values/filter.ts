// Finds options by the beginnings of their words, without regard to case and marks.
import type { ComboboxItem, OptionsFilter } from "@mantine/core";
import { fold } from "../model/suggestions.ts";

export const byWords: OptionsFilter = ({ options, search, limit }) => {
  const words = fold(search).split(" ").filter(Boolean);
  const found = options.filter((option): option is ComboboxItem => {
    if (!("value" in option)) return false;
    const text = ` ${fold(`${option.label} ${option.value}`)}`;
    return words.every((word) => text.includes(` ${word}`));
  });
  // A code typed in full comes first: “us” is the United States before it is anything else.
  const exact = search.trim().toUpperCase();
  const first = found.filter(({ value }) => value === exact);
  return [...first, ...found.filter(({ value }) => value !== exact)].slice(0, limit);
};
