// Erasing a person's data, and what the page of an erased inquiry says.
import { Button, Checkbox, Group, List, Modal, Stack, Text } from "@mantine/core";
import { IconEraser } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useEffect, useRef, useState } from "react";
import { messageOf } from "@/api/problem.ts";
import { eraseInquiry, inquiryQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { Section } from "@/components/Section.tsx";
import { Time } from "@/components/Time.tsx";
import { isOpen, personOf } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";

const text = strings.erase;

export function EraseButton({ inquiry }: { inquiry: Inquiry }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconEraser size={16} aria-hidden="true" />}
        onClick={() => setOpen(true)}
      >
        {text.open}
      </Button>
      {open && <EraseDialog inquiry={inquiry} onClose={() => setOpen(false)} />}
    </>
  );
}

function EraseDialog({ inquiry, onClose }: { inquiry: Inquiry; onClose: () => void }) {
  const [reference, setReference] = useState(false);
  const [tags, setTags] = useState(false);
  const queries = useQueryClient();
  const announce = useAnnounce();
  const erase = useMutation({
    mutationFn: () => eraseInquiry(inquiry.id, { reference_id: reference, tags }),
    onSuccess: (erased) => {
      queries.setQueryData(inquiryQuery(inquiry.id).queryKey, erased);
      announce(text.done);
      onClose();
      // Lists, runs and the record of changes may show what is gone now.
      return queries.invalidateQueries();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    erase.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.title(personOf(inquiry))}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {erase.isError && <ProblemBox title={text.failed}>{messageOf(erase.error)}</ProblemBox>}
          <Points title={text.goes} points={text.whatGoes} />
          <Points title={text.stays} points={text.whatStays} />
          {inquiry.reference_id && (
            <Checkbox
              label={text.referenceToo(inquiry.reference_id)}
              description={text.referenceHint}
              checked={reference}
              onChange={(event) => setReference(event.currentTarget.checked)}
            />
          )}
          {inquiry.tags.length > 0 && (
            <Checkbox
              label={text.tagsToo(inquiry.tags.join(", "))}
              checked={tags}
              onChange={(event) => setTags(event.currentTarget.checked)}
            />
          )}
          {isOpen(inquiry.status) && <Text>{text.expires}</Text>}
          <Text fw={550}>{text.forGood}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {strings.common.cancel}
            </Button>
            <Button type="submit" color="red" loading={erase.isPending}>
              {text.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  return (
    <div>
      <Text fw={550}>{title}</Text>
      <List size="sm" spacing={2}>
        {points.map((point) => (
          <List.Item key={point}>{point}</List.Item>
        ))}
      </List>
    </div>
  );
}

/** Stands at the top of an erased inquiry. The button that erased it is gone, so it takes the focus. */
export function ErasedNotice({ inquiry }: { inquiry: Inquiry }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const erasedBefore = useRef(inquiry.erased_at !== null);
  useEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (inquiry.erased_at !== null && !erasedBefore.current && isLost) heading.current?.focus();
    erasedBefore.current = inquiry.erased_at !== null;
  }, [inquiry.erased_at]);
  if (inquiry.erased_at === null) return null;
  const erased = inquiry.timeline?.find(({ type }) => type === "inquiry.erased");
  return (
    <Section title={text.erased} headingRef={heading}>
      <Text>{text.erasedDetail}</Text>
      <Text size="sm" c="dimmed" mt={6}>
        <Time at={inquiry.erased_at} />
        {erased?.by && ` · ${text.by(erased.by.name)}`}
      </Text>
    </Section>
  );
}
