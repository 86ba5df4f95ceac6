// The comment of a decision. Enter confirms, Escape goes back; what was typed stays with the inquiry.
import { Button, Group, Stack, Text, Textarea } from "@mantine/core";
import type { KeyboardEvent, SubmitEvent } from "react";
import { messageOf } from "@/api/problem.ts";
import type { Inquiry } from "@/api/types.ts";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { personOf } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";

export type ReviewOutcome = "approve" | "decline";

type DecideFormProps = {
  inquiry: Inquiry;
  outcome: ReviewOutcome;
  comment: string;
  busy: boolean;
  error: unknown;
  onType: (comment: string) => void;
  onConfirm: () => void;
  onCancel: () => void;
};

export function DecideForm(props: DecideFormProps) {
  const { inquiry, outcome, comment, busy, error, onType, onConfirm, onCancel } = props;
  const isErased = inquiry.erased_at !== null;
  const confirm = () => {
    if (!busy) onConfirm();
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    confirm();
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onCancel();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While letters are being composed Enter and Escape belong to the keyboard's own window.
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      confirm();
    }
    onEscape(event);
  };
  return (
    <form onSubmit={submit} onKeyDown={isErased ? onEscape : undefined}>
      <Stack gap="sm">
        {error !== null && (
          <ProblemBox title={strings.review.notDecided}>{messageOf(error)}</ProblemBox>
        )}
        {isErased ? (
          <Text>{strings.review.erasedNoComment}</Text>
        ) : (
          <Textarea
            label={strings.review.comment}
            description={strings.review.commentHint}
            autosize
            minRows={2}
            maxRows={10}
            autoFocus
            value={comment}
            onChange={(event) => onType(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
        )}
        <Group gap="xs" justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {strings.common.cancel}
          </Button>
          <Button type="submit" loading={busy} autoFocus={isErased}>
            {strings.review.confirm[outcome](personOf(inquiry))}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
