// Names for codes: countries in the reader's language, others as the catalogue names them.
import type { CatalogueAttribute } from "@/api/types.ts";
import { countryName } from "@/strings/format.ts";

export function codeName(code: string, attribute: CatalogueAttribute): string {
  const named = attribute.value_names?.[code] ?? code;
  const name = attribute.values_kind === "country" ? countryName(code) : named;
  return name === code ? code : `${name} (${code})`;
}
