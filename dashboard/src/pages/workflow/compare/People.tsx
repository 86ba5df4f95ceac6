// Whom of the past the second text would have decided differently than the first.
import { Group, Skeleton } from "@mantine/core";
import type { Workflow, WorkflowDocument } from "@/api/types.ts";
import { OutcomeStrip } from "@/components/OutcomeBar.tsx";
import { useKnowing } from "@/editor/knowing/context.ts";
import { Flow, ListsField } from "@/editor/knowing/FlowPanel.tsx";
import { Notes, Outcomes, WindowField } from "@/editor/knowing/ImpactParts.tsx";
import impact from "@/editor/knowing/impact.module.css";
import { KnowText } from "@/editor/knowing/KnowingProvider.tsx";

export function People(props: {
  workflow: Pick<Workflow, "id" | "running">;
  document: WorkflowDocument;
  against: number;
}) {
  return (
    <KnowText {...props}>
      <Group gap="xs" mb="sm">
        <WindowField />
        <ListsField />
      </Group>
      <Counted />
    </KnowText>
  );
}

function Counted() {
  const knowing = useKnowing();
  const preview = knowing?.preview.answer;
  if (!knowing) return null;
  return (
    <>
      {preview ? (
        <>
          <Group gap="xs" mb={6} className={impact.line}>
            <Outcomes preview={preview} />
          </Group>
          {preview.considered > 0 && <OutcomeStrip counts={preview.outcomes} />}
        </>
      ) : (
        knowing.preview.isWaiting && <Skeleton height={120} />
      )}
      <Notes knowing={knowing} />
      {preview && <Flow knowing={knowing} preview={preview} />}
    </>
  );
}
