// What is known of the draft before it is published. Loaded beside the page, which works without it.
import type { WorkflowDocument } from "@/api/types.ts";
import { KnowText } from "@/editor/knowing/KnowingProvider.tsx";
import { PublishEffect } from "./PublishEffect.tsx";
import { PublishMeaning } from "./PublishMeaning.tsx";
import { PublishProofs } from "./PublishProofs.tsx";
import { useWorkflowPage } from "./page-data.ts";

export default function PublishKnown({ document }: { document: WorkflowDocument }) {
  const { workflow } = useWorkflowPage();
  return (
    <KnowText document={document} workflow={workflow}>
      <PublishEffect />
      <PublishMeaning document={document} />
      <PublishProofs />
    </KnowText>
  );
}
