import type { InquiryStatus } from "@/api/types.ts";
import { formatNumber, plural } from "./format.ts";

const INQUIRIES = { one: "inquiry", other: "inquiries" };

const confirm: Record<"approve" | "decline", (person: string) => string> = {
  approve: (person) => `Approve ${person}`,
  decline: (person) => `Decline ${person}`,
};

const nowIs: Record<InquiryStatus, string> = {
  created: "It is open again.",
  pending: "It is open again.",
  completed: "It is not decided.",
  failed: "The check failed.",
  expired: "The check expired.",
  needs_review: "It waits for review.",
  approved: "It is approved now.",
  declined: "It is declined now.",
};

export const review = {
  title: "Review",
  intro: "Inquiries that wait for a person, the oldest first.",
  waiting: (count: number) => `${plural(count, INQUIRIES)} ${count === 1 ? "waits" : "wait"}`,
  oldest: (ago: string) => `the oldest came in ${ago}`,
  queue: "Queue",
  queueLoadMore: "Show more",
  cameIn: (ago: string) => `came in ${ago}`,
  inquiry: "Inquiry",
  place: (place: number, count: number, person: string) =>
    `${person}, ${formatNumber(place)} of ${formatNumber(count)}`,
  placeOf: (place: number, count: number) => `${formatNumber(place)} of ${formatNumber(count)}`,
  next: "Next",
  previous: "Previous",
  atEnd: "This is the last one.",
  atStart: "This is the first one.",
  approve: "Approve",
  decline: "Decline",
  comment: "Comment",
  erasedNoComment: "The personal data is erased, so no comment is taken.",
  more: "More are being loaded.",
  commentHint:
    "Kept with the decision. Enter confirms, Shift and Enter begins a new line, Escape goes back.",
  confirm,
  notDecided: "Nothing was decided",
  left: (count: number) =>
    count === 0 ? "Nothing else waits." : `${plural(count, INQUIRIES)} left.`,
  undoHint:
    "To take it back, overturn it: that needs a comment, and both decisions stay in the timeline.",
  overturn: "Overturn…",
  meanwhileTitle: "Somebody was faster",
  notWaitingTitle: "This inquiry does not wait for review",
  nowIs,
  commentKept: "Your comment is kept below until you leave this page.",
  overturnOther: (person: string) => `Overturn the decision on ${person}…`,
  openInquiry: "Open on its own page",
  emptyTitle: "Nothing waits for review",
  emptyDetail: "What a workflow or a colleague marks for review appears here by itself.",
  emptyLink: "See all inquiries",
  readOnly: "You may read the queue. Deciding needs another role; ask an administrator.",
  keys: "Keys",
  keyNext: "next",
  keyPrevious: "previous",
  keyApprove: "approve",
  keyDecline: "decline",
} as const;
