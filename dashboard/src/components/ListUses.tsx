// Where a list is used, each place a link to its workflow, and the invariants that name it. Who does not see Workflows
// reads that it is hidden.
import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import type { List } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { strings } from "@/strings/index.ts";
import classes from "./ListUses.module.css";

export function ListUses({ list: { used_by: uses, used_by_invariants: named } }: { list: List }) {
  const mayRead = useMay()("workflows.read");
  if (uses === null) return <Text c="dimmed">{strings.lists.usesHiddenDetail}</Text>;
  return (
    <ul className={classes.uses}>
      {uses.map((use) => (
        <li key={`${use.workflow} ${use.where} ${use.version}`}>
          {mayRead ? (
            <Anchor component={Link} to={paths.workflow(use.workflow)}>
              {strings.lists.usedIn(use)}
            </Anchor>
          ) : (
            strings.lists.usedIn(use)
          )}
        </li>
      ))}
      {named?.map(({ invariant, invariant_name: name }) => (
        <li key={invariant}>
          {mayRead ? (
            <Anchor component={Link} to={paths.invariants}>
              {strings.lists.namedBy(name)}
            </Anchor>
          ) : (
            strings.lists.namedBy(name)
          )}
        </li>
      ))}
    </ul>
  );
}

/** Null for who does not see it. */
export function isUsed({ used_by: uses, used_by_invariants: named }: List): boolean | null {
  return uses === null ? null : uses.length + (named?.length ?? 0) > 0;
}
