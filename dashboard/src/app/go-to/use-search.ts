// What the server holds that fits: workflows, lists and members by name, inquiries through the server's own search.
import { useDebouncedValue } from "@mantine/hooks";
import { IconListDetails, IconRoute2, IconUser, IconUserSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { messageOf } from "@/api/problem.ts";
import { inquiriesQuery } from "@/api/queries/inquiries.ts";
import { everyMemberQuery } from "@/api/queries/people.ts";
import { everyWorkflowQuery } from "@/api/queries/workflows.ts";
import type { Inquiry, List, Member, Workflow } from "@/api/types.ts";
import { allListsQuery } from "@/editor/queries.ts";
import { personOf } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";
import { paths } from "../paths.ts";
import { useMay } from "../session.ts";
import type { Entry } from "./entries.ts";
import { ranked } from "./match.ts";

const words = strings.goTo;
const WAIT_FOR_TYPING_MS = 150;
const MOST_OF_A_KIND = 6;

export interface Search {
  readonly entries: readonly Entry[];
  readonly isSearching: boolean;
  /** Sentences about what could not be searched. */
  readonly failures: readonly string[];
}

export function useSearch(typed: string): Search {
  const may = useMay();
  const isAsked = typed !== "";
  const workflows = useQuery({ ...everyWorkflowQuery, enabled: isAsked && may("workflows.read") });
  const lists = useQuery({ ...allListsQuery, enabled: isAsked && may("lists.read") });
  const members = useQuery({ ...everyMemberQuery, enabled: isAsked && may("members.read") });
  const inquiries = useInquiries(typed, may("inquiries.read"));
  const asked = [
    { group: "workflows", query: workflows },
    { group: "lists", query: lists },
    { group: "members", query: members },
    { group: "inquiries", query: inquiries },
  ] as const;
  return {
    entries: isAsked
      ? [
          ...best(typed, workflows.data?.map(workflowEntry)),
          ...best(typed, lists.data?.map(listEntry)),
          ...(inquiries.data?.data.map(inquiryEntry) ?? []),
          ...best(typed, members.data?.map(memberEntry)),
        ]
      : [],
    isSearching: inquiries.isWaiting || asked.some(({ query }) => query.isLoading),
    failures: asked
      .filter(({ query }) => query.isError)
      .map(({ group, query }) => words.failed(words.groups[group], messageOf(query.error))),
  };
}

/** Asked once the typing rests; what is shown always belongs to what is typed. */
function useInquiries(typed: string, mayRead: boolean) {
  const [q] = useDebouncedValue(typed, WAIT_FOR_TYPING_MS);
  const { data, ...query } = useQuery({
    ...inquiriesQuery({ q, limit: MOST_OF_A_KIND }),
    placeholderData: undefined,
    enabled: mayRead && q !== "",
  });
  const isBehind = q !== typed;
  return { ...query, data: isBehind ? undefined : data, isWaiting: mayRead && isBehind };
}

function best(typed: string, entries: readonly Entry[] | undefined): Entry[] {
  return ranked(typed, entries ?? []).slice(0, MOST_OF_A_KIND);
}

const workflowEntry = ({ id, name, state }: Workflow): Entry => ({
  id,
  group: "workflows",
  label: name,
  keywords: id,
  note: strings.common.workflowState[state],
  icon: IconRoute2,
  leads: paths.workflow(id),
});

const listEntry = ({ id, name, key, archived_at }: List): Entry => ({
  id,
  group: "lists",
  label: name,
  keywords: `${key} ${id}`,
  note: archived_at === null ? key : words.archived,
  icon: IconListDetails,
  leads: paths.list(id),
});

const memberEntry = ({ id, name, email }: Member): Entry => ({
  id,
  group: "members",
  label: name,
  keywords: email,
  note: email,
  icon: IconUser,
  leads: paths.team,
});

function inquiryEntry(inquiry: Inquiry): Entry {
  const label = personOf(inquiry);
  const second = [inquiry.reference_id, inquiry.fields.email_address].find(
    (text) => text && text !== label,
  );
  const status = strings.common.status[inquiry.status];
  return {
    id: inquiry.id,
    group: "inquiries",
    label,
    note: second ? `${second} · ${status}` : status,
    icon: IconUserSearch,
    leads: paths.inquiry(inquiry.id),
  };
}
