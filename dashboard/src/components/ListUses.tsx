// Where a list is used, each place a link to its workflow. Who does not see Workflows reads that it is hidden.
import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import type { ListUse } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { strings } from "@/strings/index.ts";
import classes from "./ListUses.module.css";

export function ListUses({ uses }: { uses: readonly ListUse[] | null }) {
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
    </ul>
  );
}
