// What can be done with a version: open a draft from it, start it.
import { Button } from "@mantine/core";
import { IconPlayerPlay, IconRestore } from "@tabler/icons-react";
import { useState } from "react";
import { useNavigate } from "react-router";
import type { Version } from "@/api/types.ts";
import { notifyDone, notifyFailed } from "@/components/notify.tsx";
import { restoreVersion } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { Question, useChange } from "./dialogs.tsx";
import { useWorkflowPage } from "./page-data.ts";
import { useDraftChange } from "./use-draft-change.ts";
import { useStart } from "./use-start.ts";
import { workflowPaths } from "./workflow-paths.ts";

const words = strings.editor.page.versions;

export function VersionButtons({ version }: { version: Version }) {
  const { workflow, draft, mayWrite } = useWorkflowPage();
  const [isAsking, setAsking] = useState(false);
  const navigate = useNavigate();
  const start = useStart();
  const { openDraft } = useDraftChange(workflow.id);
  const n = version.version;
  const restore = useChange(
    () => restoreVersion(workflow.id, n, draft?.etag ?? null),
    (restored) => {
      openDraft(restored);
      notifyDone(words.restored(n));
      void navigate(workflowPaths.tab(workflow.id, "routes"));
    },
  );
  if (!mayWrite || workflow.state === "archived") return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRestore size={15} aria-hidden="true" />}
        loading={restore.isPending}
        onClick={() => {
          if (draft) setAsking(true);
          else restore.mutate(undefined, { onError: notifyFailed });
        }}
      >
        {words.restore}
      </Button>
      {!version.running && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={15} aria-hidden="true" />}
          loading={start.isPending}
          onClick={() => start.mutate(n)}
        >
          {words.start(n)}
        </Button>
      )}
      <Question
        opened={isAsking}
        onClose={() => setAsking(false)}
        title={words.replaceHeading}
        confirm={words.replace}
        change={restore}
      >
        {words.replaceDetail(n)}
      </Question>
    </>
  );
}
