// Two people changed one draft: both texts in the engine's words, side by side, and the choice.
import { Button, Group, Text, Title } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Explanation } from "@/api/types.ts";
import { formatClock } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./ConflictPanel.module.css";
import { useEditor } from "./context.ts";
import { compareTexts, type RouteDifference } from "./model/compare.ts";
import { decisionOf, type WorkflowModel } from "./model/model.ts";
import { readDocument } from "./model/read.ts";
import type { Saving } from "./model/saving.ts";
import { checkQuery } from "./queries.ts";
import { DecisionChip } from "./routes/DecisionChip.tsx";

const words = strings.editor.conflict;

type Conflict = Extract<Saving, { kind: "conflict" }>;

export function ConflictPanel({ saving }: { saving: Conflict }) {
  const { session, view } = useEditor();
  const { theirs } = saving;
  const mineExplained = useQuery(checkQuery(saving.mine)).data?.explanation;
  return (
    <section className={classes.panel} aria-labelledby="conflict-title" role="alert">
      <Group gap="xs">
        <IconUsers size={18} aria-hidden="true" />
        <Title order={2} id="conflict-title">
          {words.heading}
        </Title>
      </Group>
      <Text mt={4}>
        {theirs ? words.detail(theirs.updatedBy ?? "", formatClock(theirs.updatedAt)) : words.gone}
      </Text>
      {theirs && view.theirs && (
        <Differences
          mine={view.history.present}
          theirs={readDocument(theirs.document, session.ids)}
          mineExplained={mineExplained}
          theirsExplained={view.theirs.explanation}
          theirName={theirs.updatedBy ?? ""}
        />
      )}
      <Group mt="md" gap="sm">
        <Button onClick={() => session.keepMine()}>{words.keepMine}</Button>
        {theirs ? (
          <Button variant="default" onClick={() => session.takeTheirs()}>
            {words.useTheirs}
          </Button>
        ) : (
          <Button variant="default" onClick={() => session.letGo()}>
            {words.letGo}
          </Button>
        )}
      </Group>
    </section>
  );
}

function Differences(props: {
  mine: WorkflowModel;
  theirs: WorkflowModel;
  mineExplained: Explanation | undefined;
  theirsExplained: Explanation;
  theirName: string;
}) {
  const { mine, theirs, mineExplained, theirsExplained, theirName } = props;
  const difference = compareTexts(mine, theirs);
  const same = difference.routes.length === 0 && !difference.order && !difference.everythingElse;
  return (
    <>
      <ul className={classes.differences}>
        {difference.routes.map((route) => (
          <DifferentRoute
            key={route.id}
            route={route}
            mine={sentenceOf(mineExplained, route.id)}
            theirs={sentenceOf(theirsExplained, route.id)}
            theirName={theirName}
          />
        ))}
        {difference.everythingElse && (
          <li className={classes.difference}>
            <h3 className={classes.name}>{strings.editor.everythingElse.name}</h3>
            <Side label={words.mine}>
              <DecisionChip decision={decisionOf(mine.everythingElse)} />
            </Side>
            <Side label={words.theirs(theirName)}>
              <DecisionChip decision={decisionOf(theirs.everythingElse)} />
            </Side>
          </li>
        )}
      </ul>
      {difference.order && <Text mt="xs">{words.order}</Text>}
      {same && <Text mt="xs">{words.same}</Text>}
    </>
  );
}

function DifferentRoute(props: {
  route: RouteDifference;
  mine: string;
  theirs: string;
  theirName: string;
}) {
  const { route } = props;
  const name = (route.mine ?? route.theirs)?.name.trim() || strings.editor.routes.untitled;
  const sides = [
    { label: words.mine, model: route.mine, sentence: props.mine },
    { label: words.theirs(props.theirName), model: route.theirs, sentence: props.theirs },
  ];
  return (
    <li className={classes.difference}>
      <h3 className={classes.name}>{name}</h3>
      {sides.map(({ label, model, sentence }) => (
        <Side key={label} label={label}>
          {model ? (
            <>
              {model.name.trim() !== name && <Text fw={600}>{model.name}</Text>}
              <Text>{sentence}</Text>
              <DecisionChip decision={decisionOf(model.actions)} />
            </>
          ) : (
            <Text c="dimmed">{words.absent}</Text>
          )}
        </Side>
      ))}
    </li>
  );
}

function Side({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className={classes.side}>
      <Text size="sm" c="dimmed" fw={600}>
        {label}
      </Text>
      {children}
    </div>
  );
}

function sentenceOf(explanation: Explanation | undefined, id: string): string {
  return explanation?.routes.find((route) => route.id === id)?.sentence ?? "";
}
