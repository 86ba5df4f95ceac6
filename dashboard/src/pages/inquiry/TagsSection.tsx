// Tags, put on and taken off one by one, so that two people who do so at once lose nothing.
import { Autocomplete, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { messageOf } from "@/api/problem.ts";
import { changeTags, INQUIRIES_KEY, inquiryQuery, tagsQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { useMay } from "@/app/session.ts";
import { Section } from "@/components/Section.tsx";
import { TagChips } from "@/components/TagChips.tsx";
import { strings } from "@/strings/index.ts";

export function TagsSection({ inquiry }: { inquiry: Inquiry }) {
  // Of an erased inquiry tags can only be taken off.
  const mayTag = useMay()("inquiries.decide");
  const queries = useQueryClient();
  const announce = useAnnounce();
  const change = useMutation({
    mutationFn: (body: { add?: string[]; remove?: string[] }) => changeTags(inquiry.id, body),
    onSuccess: (changed, { add = [], remove = [] }) => {
      queries.setQueryData(inquiryQuery(inquiry.id).queryKey, changed);
      for (const tag of add) announce(strings.inquiry.tagAdded(tag));
      for (const tag of remove) announce(strings.inquiry.tagRemoved(tag));
      return queries.invalidateQueries({ queryKey: INQUIRIES_KEY });
    },
  });
  return (
    <Section title={strings.inquiry.tags}>
      {inquiry.tags.length === 0 ? (
        <Text c="dimmed">{strings.inquiry.noTags}</Text>
      ) : (
        <TagChips
          tags={inquiry.tags}
          busy={change.isPending}
          onRemove={mayTag ? (tag) => change.mutate({ remove: [tag] }) : undefined}
        />
      )}
      {mayTag && inquiry.erased_at === null && (
        <AddTag
          present={inquiry.tags}
          problem={change.isError ? messageOf(change.error) : undefined}
          onAdd={(tag) => change.mutate({ add: [tag] })}
        />
      )}
    </Section>
  );
}

type AddTagProps = {
  present: readonly string[];
  problem: string | undefined;
  onAdd: (tag: string) => void;
};

/** Offers the tags that other inquiries have; any other text is a new one. */
function AddTag({ present, problem, onAdd }: AddTagProps) {
  const [typed, setTyped] = useState("");
  const known = useQuery(tagsQuery(typed.trim()));
  const offered = (known.data?.data ?? []).filter((tag) => !present.includes(tag));
  const add = (tag: string) => {
    if (tag.trim() === "") return;
    onAdd(tag.trim());
    setTyped("");
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add(typed);
  };
  return (
    <form onSubmit={submit}>
      <Autocomplete
        mt="sm"
        label={strings.inquiry.addTag}
        placeholder={strings.inquiry.addTagHint}
        data={offered}
        value={typed}
        error={problem}
        onChange={setTyped}
        // The chosen text arrives as a change too, right after this.
        onOptionSubmit={(tag) => {
          onAdd(tag);
          queueMicrotask(() => setTyped(""));
        }}
      />
    </form>
  );
}
