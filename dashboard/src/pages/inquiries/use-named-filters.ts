// The filters that are set, in the words of people: ids become names as far as this person may know them.
import { useQuery } from "@tanstack/react-query";
import { listsQuery } from "@/api/queries/lists.ts";
import { workflowsQuery } from "@/api/queries/workflows.ts";
import { useMay } from "@/app/session.ts";
import { formatPlainDay } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import { type FilterKey, type InquiryFilters, setFilters } from "./filters.ts";
import { useRoutes } from "./use-routes.ts";

export type NamedFilter = { key: FilterKey; words: string };

export function useNamedFilters(filters: InquiryFilters): NamedFilter[] {
  const may = useMay();
  const workflows = useQuery({
    ...workflowsQuery(),
    enabled: may("workflows.read") && filters.workflow !== undefined,
  });
  const lists = useQuery({
    ...listsQuery(false),
    enabled: may("lists.read") && filters.list !== undefined,
  });
  const routes = useRoutes(filters.workflow);
  const nameOf = (known: readonly { id: string; name: string }[] | undefined, id: string) =>
    known?.find((one) => one.id === id)?.name ?? id;
  const words = (key: FilterKey, value: string): string => {
    const { chip } = strings.inquiries;
    switch (key) {
      case "q":
        return chip.q(value);
      case "status":
        return filters.status ? chip.status(filters.status) : value;
      case "decision":
        return filters.decision ? chip.decision(filters.decision) : value;
      case "workflow":
        return chip.workflow(nameOf(workflows.data?.data, value));
      case "route":
        return chip.route(nameOf(routes, value));
      case "list":
        return chip.list(nameOf(lists.data?.data, value));
      case "tag":
        return chip.tag(value);
      case "created_after":
        return chip.createdAfter(formatPlainDay(value));
      case "created_before":
        return chip.createdBefore(formatPlainDay(value));
    }
  };
  return setFilters(filters).map(([key, value]) => ({ key, words: words(key, value) }));
}
