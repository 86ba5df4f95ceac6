import { Button, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { isStatusChanged, messageOf } from "@/api/problem.ts";
import { decideInquiry, INQUIRIES_KEY, inquiryQuery } from "@/api/queries/inquiries.ts";
import type { Inquiry, Outcome } from "@/api/types.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { isOverturn, personOf } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";

type DecideDialogProps = {
  inquiry: Inquiry;
  outcome: Outcome;
  /** What was typed elsewhere already. */
  typed?: string;
  onClose: () => void;
};

export function DecideDialog({ inquiry, outcome, typed = "", onClose }: DecideDialogProps) {
  const [comment, setComment] = useState(typed);
  // What the person saw when this opened: the page behind it may learn of a colleague's decision meanwhile.
  const [seen, setSeen] = useState(inquiry.status);
  const [refused, setRefused] = useState(false);
  const queries = useQueryClient();
  const announce = useAnnounce();
  const person = personOf(inquiry);
  const overturn = isOverturn(seen);
  const decide = useMutation({
    mutationFn: () => decideInquiry(inquiry.id, outcome, { comment: comment.trim(), seen }),
    onSuccess: (decided) => {
      queries.setQueryData(inquiryQuery(inquiry.id).queryKey, decided);
      announce(strings.inquiry.decided(outcome, person));
      onClose();
      return queries.invalidateQueries({ queryKey: INQUIRIES_KEY });
    },
    // The comment stays, and confirming again answers what is on the screen then.
    onError: async (error) => {
      if (!isStatusChanged(error)) return;
      const present = await queries.fetchQuery({ ...inquiryQuery(inquiry.id), staleTime: 0 });
      setSeen(present.status);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (overturn && comment.trim() === "") setRefused(true);
    else decide.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={strings.inquiry.decideTitle[outcome](person)}
      closeButtonProps={{ "aria-label": strings.common.close }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {decide.isError && (
            <ProblemBox title={strings.inquiry.notDecided}>{messageOf(decide.error)}</ProblemBox>
          )}
          {overturn && <Text>{strings.inquiry.overturn}</Text>}
          {inquiry.erased_at === null && (
            <Textarea
              label={strings.inquiry.decideComment}
              description={strings.inquiry.decideCommentHint}
              required={overturn}
              autosize
              minRows={3}
              data-autofocus
              value={comment}
              error={refused ? strings.inquiry.decideCommentNeeded : undefined}
              onChange={(event) => {
                setComment(event.currentTarget.value);
                setRefused(false);
              }}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {strings.common.cancel}
            </Button>
            <Button type="submit" loading={decide.isPending}>
              {strings.inquiry.decide[outcome]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
