// Labels of attributes and names of lists, for the editor and for who reads alike: both are asked for by the page.
import { useQuery } from "@tanstack/react-query";
import { catalogueQuery } from "@/api/queries/catalogue.ts";
import type { Catalogue, List } from "@/api/types.ts";
import { allListsQuery } from "../queries.ts";

export function useCatalogueAndLists(): {
  readonly attributes: Catalogue["attributes"];
  readonly lists: readonly List[];
} {
  const catalogue = useQuery(catalogueQuery);
  const lists = useQuery(allListsQuery);
  return { attributes: catalogue.data?.attributes ?? [], lists: lists.data ?? [] };
}

/** In the middle of a sentence: `liveness check score`, but `US state`. */
export function attributeInSentence(key: string, attributes: Catalogue["attributes"]): string {
  const label = attributes.find((attribute) => attribute.key === key)?.label;
  if (!label) return key.replaceAll("_", " ");
  const isAbbreviation = /^\p{Lu}{2}/u.test(label);
  return isAbbreviation ? label : label.charAt(0).toLowerCase() + label.slice(1);
}
