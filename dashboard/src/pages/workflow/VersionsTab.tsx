// Every published text, newest first.
import { Button, Text } from "@mantine/core";
import { IconArrowsDiff, IconChevronDown, IconChevronUp, IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Version } from "@/api/types.ts";
import { Chip } from "@/components/Chip.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Pager } from "@/components/Pager.tsx";
import { usePaging } from "@/components/paging.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { versionQuery, versionsQuery } from "@/editor/queries.ts";
import { strings } from "@/strings/index.ts";
import { useWorkflowPage } from "./page-data.ts";
import { SinceStart } from "./SinceStart.tsx";
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
            {paging.cursor === undefined && <SinceStart />}
            <Button
              component={Link}
              to={workflowPaths.compare(workflow.id)}
              variant="default"
              size="xs"
              my="sm"
              leftSection={<IconArrowsDiff size={15} aria-hidden="true" />}
            >
              {strings.comparison.title}
            </Button>
            <ol className={classes.versions} aria-label={words.label}>
              {data.map((version, index) => (
                <VersionItem
                  key={version.version}
                  version={version}
                  startsOpen={index === 0 && paging.cursor === undefined}
                />
              ))}
            </ol>
            <Pager paging={paging} nextCursor={next_cursor} />
          </>
        )
      }
    </QueryView>
  );
}

function VersionItem({ version, startsOpen }: { version: Version; startsOpen: boolean }) {
  const { workflow } = useWorkflowPage();
  return (
    <li className={classes.version} aria-label={words.name(version.version)}>
      <div>
        <VersionHead version={version} />
        <ChangesOnDemand n={version.version} startsOpen={startsOpen} />
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
        {version.version > 1 && (
          <Button
            component={Link}
            to={workflowPaths.compare(workflow.id, version.version - 1, version.version)}
            variant="default"
            size="xs"
          >
            {strings.comparison.withBefore(version.version - 1)}
          </Button>
        )}
        <VersionButtons version={version} />
      </div>
    </li>
  );
}

/** The list goes without texts; what a version changed is asked for when it is opened. */
function ChangesOnDemand({ n, startsOpen }: { n: number; startsOpen: boolean }) {
  const { workflow } = useWorkflowPage();
  const [isOpen, setOpen] = useState(startsOpen);
  const version = useQuery({ ...versionQuery(workflow.id, n), enabled: isOpen });
  const id = `changes-${n}`;
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        mt={4}
        ml={-8}
        aria-expanded={isOpen}
        aria-controls={id}
        aria-label={words.showChanges(n)}
        rightSection={
          isOpen ? (
            <IconChevronUp size={14} aria-hidden="true" />
          ) : (
            <IconChevronDown size={14} aria-hidden="true" />
          )
        }
        onClick={() => setOpen(!isOpen)}
      >
        {words.changes}
      </Button>
      <div id={id}>
        {isOpen && (
          <QueryView query={version} lines={2}>
            {(whole) => <Changes version={whole} />}
          </QueryView>
        )}
      </div>
    </>
  );
}

export function VersionHead({ version }: { version: Version }) {
  const { note, published_at, published_by, running } = version;
  return (
    <>
      <div className={classes.resultHead} style={{ marginBlockEnd: 0 }}>
        <Text fw={620} component="h2" m={0} fz="md">
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
  if (version.version === 1) return <Text size="sm">{words.firstVersion}</Text>;
  if (changes.length === 0) return <Text size="sm">{words.noChanges}</Text>;
  return (
    <ul className={classes.changes} aria-label={words.changes}>
      {changes.map((change) => (
        <li key={change}>{change}</li>
      ))}
    </ul>
  );
}
