// Names for codes, as far as the reader's language has them.
import type { CatalogueAttribute } from "@/api/types.ts";
import { countryName } from "@/strings/format.ts";
import { usStates } from "@/strings/us-states.ts";

export function codeName(code: string, kind: CatalogueAttribute["values_kind"]): string {
  const name = nameOf(code, kind);
  return name === code ? code : `${name} (${code})`;
}

function nameOf(code: string, kind: CatalogueAttribute["values_kind"]): string {
  switch (kind) {
    case "country":
      return countryName(code);
    case "us_state":
      return usStates[code] ?? code;
    case null:
      return code;
  }
}
