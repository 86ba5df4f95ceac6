// What an invariant has said so far: who wrote each version, when, and what it changed. Asked for when it is opened.
import { Button, Text } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { invariantVersionsQuery } from "@/api/queries/invariants.ts";
import type { Invariant, InvariantVersion } from "@/api/types.ts";
import { QueryView } from "@/components/QueryView.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./invariants.module.css";

const words = strings.invariants.versions;

export function InvariantVersions({ invariant }: { invariant: Invariant }) {
  const [isOpen, setOpen] = useState(false);
  const panel = useId();
  const { id, name, version, updated_at, updated_by } = invariant;
  const Icon = isOpen ? IconChevronUp : IconChevronDown;
  return (
    <>
      <Text size="sm" c="dimmed" mt={4}>
        {words.name(version)} · <Written at={updated_at} by={updated_by} />
      </Text>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        ml={-8}
        aria-expanded={isOpen}
        aria-controls={panel}
        aria-label={words.showOf(name)}
        rightSection={<Icon size={14} aria-hidden="true" />}
        onClick={() => setOpen(!isOpen)}
      >
        {words.show}
      </Button>
      <div id={panel}>{isOpen && <Versions id={id} name={name} version={version} />}</div>
    </>
  );
}

function Versions({ id, name, version }: { id: string; name: string; version: number }) {
  const all = useQuery(invariantVersionsQuery(id, version));
  return (
    <QueryView query={all} lines={3}>
      {(versions) => (
        <ol className={classes.versions} aria-label={words.label(name)} reversed>
          {versions.map((one) => (
            <li key={one.version} aria-label={words.name(one.version)}>
              <Version version={one} />
            </li>
          ))}
        </ol>
      )}
    </QueryView>
  );
}

function Version({ version }: { version: InvariantVersion }) {
  const { name, sentence, changes, written_at, written_by } = version;
  return (
    <>
      <Text fw={600}>
        {words.name(version.version)}: {name}
      </Text>
      <Text>{sentence}</Text>
      {changes.length > 0 && (
        <ul className={classes.changes} aria-label={words.changes}>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      <Text size="sm" c="dimmed">
        <Written at={written_at} by={written_by} />
      </Text>
    </>
  );
}

function Written({ at, by }: { at: string; by: Invariant["updated_by"] }) {
  return (
    <>
      <Time at={at} /> {strings.common.by(strings.common.actor(by.type, by.name))}
    </>
  );
}
