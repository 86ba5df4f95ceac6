// The line under a workflow's name: what it does at this moment.
import type { Workflow } from "@/api/types.ts";
import { formatDateTime } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";

const words = strings.editor.page.header;

export function stateSentence(workflow: Workflow, mayWrite: boolean): string {
  const parts = [sentenceOf(workflow)];
  const { running, latest_version: latest, draft, state } = workflow;
  if (running && latest !== null && latest > running.version)
    parts.push(words.runningNewer(latest));
  if (draft && state !== "draft" && state !== "archived") parts.push(words.draftOpen);
  if (!mayWrite) parts.push(words.readOnly);
  return parts.join(" ");
}

function sentenceOf({ state, running, paused_at, latest_version }: Workflow): string {
  switch (state) {
    case "draft":
      return words.draft;
    case "published":
      return words.published(latest_version ?? 1);
    case "running":
      return running ? words.running(running.version, formatDateTime(running.since)) : "";
    case "paused":
      return paused_at ? words.paused(formatDateTime(paused_at)) : "";
    case "archived":
      return words.archived;
  }
}
