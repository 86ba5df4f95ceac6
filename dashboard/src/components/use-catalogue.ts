// Labels and kinds of attributes and events, from the server's catalogue.
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries/catalogue.ts";
import type { Catalogue, CatalogueAttribute } from "@/api/types.ts";

/** The catalogue, or `undefined` while it loads; pages then show keys in their place. */
export function useCatalogue(): Catalogue | undefined {
  return useQuery(catalogueQuery).data;
}

export function useAttributes(): {
  attribute: (key: string) => CatalogueAttribute | undefined;
  label: (key: string) => string;
} {
  const catalogue = useCatalogue();
  const attribute = (key: string) => catalogue?.attributes.find((entry) => entry.key === key);
  return { attribute, label: (key) => attribute(key)?.label ?? wordsOf(key) };
}

/** `liveness_check_score` → `Liveness check score` */
export function wordsOf(key: string): string {
  const words = key.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
