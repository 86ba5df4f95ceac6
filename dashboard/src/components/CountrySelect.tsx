// A country by its name in the reader's language; its code is what counts.
import { Select, type SelectProps } from "@mantine/core";
import { useMemo } from "react";
import { countryWithCode } from "@/strings/format.ts";
import { useCatalogue } from "./use-catalogue.ts";

type CountrySelectProps = Omit<SelectProps, "data" | "value"> & { value?: string };

export function CountrySelect({ value, ...rest }: CountrySelectProps) {
  const catalogue = useCatalogue();
  const options = useMemo(() => {
    const countries = catalogue?.attributes.find(({ values_kind }) => values_kind === "country");
    return (countries?.values ?? [])
      .map((code) => ({ value: code, label: countryWithCode(code) }))
      .sort((a, b) => a.label.localeCompare(b.label));
  }, [catalogue]);
  return <Select searchable clearable data={options} value={value || null} {...rest} />;
}
