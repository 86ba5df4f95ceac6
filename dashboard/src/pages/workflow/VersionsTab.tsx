// Every published text, newest first.
import { Button, Text } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Version } from "@/api/types.ts";
import { Chip } from "@/components/Chip.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { versionsQuery } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import { VersionButtons } from "./VersionButtons.tsx";
import classes from "./workflow.module.css";
import { workflowPaths } from "./workflow-paths.ts";

const words = strings.editor.page.versions;

export function VersionsTab() {
  const { workflow } = useWorkflowPage();
  const paging = usePaging();
  const versions = useQuery(versionsQuery(workflow.id, paging.cursor));
  return (
    <QueryView query={versions}>
      {({ data, next_cursor }) =>
        data.length === 0 ? (
          <EmptyState icon={IconStack2} title={words.emptyTitle} detail={words.emptyDetail} />
        ) : (
          <>
            <ol className={classes.versions} aria-label={words.label}>
              {data.map((version) => (
                <VersionItem key={version.version} version={version} />
              ))}
            </ol>
            <Pager paging={paging} nextCursor={next_cursor} />
          </>
        )
      }
    </QueryView>
  );
}

function VersionItem({ version }: { version: Version }) {
  const { workflow } = useWorkflowPage();
  return (
    <li className={classes.version} aria-label={words.name(version.version)}>
      <div>
        <VersionHead version={version} />
        {version.changes && <Changes version={version} />}
      </div>
      <div className={classes.versionButtons}>
        <Button
          component={Link}
          to={workflowPaths.version(workflow.id, version.version)}
          variant="default"
          size="xs"
        >
          {words.open(version.version)}
        </Button>
        <VersionButtons version={version} />
      </div>
    </li>
  );
}

export function VersionHead({ version }: { version: Version }) {
  const { note, published_at, published_by, running } = version;
  return (
    <>
      <div className={classes.resultHead} style={{ marginBlockEnd: 0 }}>
        <Text fw={620} component="h3" m={0} fz="md">
          {words.name(version.version)}
        </Text>
        {running && <Chip tone="approve" label={words.running} />}
      </div>
      <Text c={note ? undefined : "dimmed"}>{note || words.noNote}</Text>
      <Text size="sm" c="dimmed">
        <Time at={published_at} />{" "}
        {strings.common.by(strings.common.actor(published_by.type, published_by.name))}
      </Text>
    </>
  );
}

export function Changes({ version }: { version: Version }) {
  const { changes = [] } = version;
  if (version.version === 1) return null;
  if (changes.length === 0) return <Text size="sm">{words.noChanges}</Text>;
  return (
    <ul className={classes.changes} aria-label={words.changes}>
      {changes.map((change) => (
        <li key={change}>{change}</li>
      ))}
    </ul>
  );
}
