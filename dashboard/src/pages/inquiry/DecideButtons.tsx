// Deciding by hand: one button per decision the status still allows, then a comment.
import { Button } from "@mantine/core";
import { IconCheck, IconEye, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Inquiry, Outcome } from "@/api/types.ts";
import { isOverturn, possibleDecisions } from "@/pages/inquiries/decisions.ts";
import { strings } from "@/strings/index.ts";
import { DecideDialog } from "./DecideDialog.tsx";

const ICONS = { approve: IconCheck, decline: IconX, mark_for_review: IconEye } as const;
const TONE = {
  approve: "var(--pm-approve)",
  decline: "var(--pm-decline)",
  mark_for_review: "var(--pm-review)",
} as const;

export function DecideButtons({ inquiry }: { inquiry: Inquiry }) {
  const [wanted, setWanted] = useState<Outcome | null>(null);
  // An overturn takes a comment, and an erased inquiry takes none.
  if (inquiry.erased_at !== null && isOverturn(inquiry.status)) return null;
  return (
    <>
      {possibleDecisions(inquiry.status).map((outcome) => {
        const Icon = ICONS[outcome];
        return (
          <Button
            key={outcome}
            variant="default"
            leftSection={<Icon size={16} color={TONE[outcome]} aria-hidden="true" />}
            onClick={() => setWanted(outcome)}
          >
            {strings.inquiry.decide[outcome]}
          </Button>
        );
      })}
      {wanted !== null && (
        <DecideDialog inquiry={inquiry} outcome={wanted} onClose={() => setWanted(null)} />
      )}
    </>
  );
}
