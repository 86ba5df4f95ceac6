// The chips of the domain: what was decided, what an action does, where inquiry and workflow stand.
import {
  IconArchive,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconEye,
  IconHourglassOff,
  IconMinus,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconUserCheck,
  IconWritingSign,
  IconX,
} from "@tabler/icons-react";
import type { ActionKind, InquiryStatus, Outcome, Workflow } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import { Chip, type Tone } from "./Chip.tsx";

type Look = { tone: Tone; icon: typeof IconCheck };

const OUTCOME: Record<Outcome, Look> = {
  approve: { tone: "approve", icon: IconCheck },
  decline: { tone: "decline", icon: IconX },
  mark_for_review: { tone: "review", icon: IconEye },
};

const STATUS: Record<InquiryStatus, Look> = {
  created: { tone: "neutral", icon: IconCircleDashed },
  pending: { tone: "neutral", icon: IconClock },
  completed: { tone: "accent", icon: IconUserCheck },
  failed: { tone: "neutral", icon: IconX },
  expired: { tone: "neutral", icon: IconHourglassOff },
  needs_review: OUTCOME.mark_for_review,
  approved: OUTCOME.approve,
  declined: OUTCOME.decline,
};

const WORKFLOW: Record<Workflow["state"], Look> = {
  draft: { tone: "neutral", icon: IconPencil },
  published: { tone: "accent", icon: IconWritingSign },
  running: { tone: "approve", icon: IconPlayerPlay },
  paused: { tone: "review", icon: IconPlayerPause },
  archived: { tone: "neutral", icon: IconArchive },
};

export function OutcomeChip({ outcome }: { outcome: Outcome }) {
  return <Chip {...OUTCOME[outcome]} label={strings.common.outcome[outcome]} />;
}

export function ActionChip({ action }: { action: ActionKind }) {
  const look: Look =
    action === "do_nothing" ? { tone: "neutral", icon: IconMinus } : OUTCOME[action];
  return <Chip {...look} label={strings.common.action[action]} />;
}

export function StatusChip({ status }: { status: InquiryStatus }) {
  return <Chip {...STATUS[status]} label={strings.common.status[status]} />;
}

export function WorkflowStateChip({ state }: { state: Workflow["state"] }) {
  return <Chip {...WORKFLOW[state]} label={strings.common.workflowState[state]} />;
}
