// One version, read-only: its note, what it changed, its routes.
import { Anchor } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { QueryView } from "@/components/QueryView.tsx";
import { ImpactBar } from "@/editor/knowing/ImpactBar.tsx";
import { KnowText } from "@/editor/knowing/KnowingProvider.tsx";
import { versionQuery } from "@/editor/queries.ts";
import { ReadOnlyRoutes } from "@/editor/routes/ReadOnlyRoutes.tsx";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import { VersionButtons } from "./VersionButtons.tsx";
import { Changes, VersionHead } from "./VersionsTab.tsx";
import classes from "./workflow.module.css";
import { workflowPaths } from "./workflow-paths.ts";

export function VersionView({ version: n }: { version: number }) {
  const { workflow } = useWorkflowPage();
  const version = useQuery(versionQuery(workflow.id, n));
  return (
    <>
      <Anchor component={Link} to={workflowPaths.tab(workflow.id, "versions")} size="sm">
        <IconChevronLeft size={15} aria-hidden="true" style={{ verticalAlign: "-2px" }} />
        {strings.editor.page.versions.all}
      </Anchor>
      <QueryView query={version}>
        {(shown) => (
          <>
            <div className={classes.version} style={{ marginBlock: "0.5rem 0.875rem" }}>
              <div>
                <VersionHead version={shown} />
                <Changes version={shown} />
              </div>
              <div className={classes.versionButtons}>
                <VersionButtons version={shown} />
              </div>
            </div>
            {shown.document && shown.explanation && (
              <KnowText document={shown.document} workflow={workflow}>
                <ReadOnlyRoutes document={shown.document} explanation={shown.explanation} />
                <ImpactBar />
              </KnowText>
            )}
          </>
        )}
      </QueryView>
    </>
  );
}
