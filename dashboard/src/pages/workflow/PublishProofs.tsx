// Before publishing: which routes can be reached, and who falls through because a value is missing, by name.
import { Skeleton, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconCircleOff, IconQuestionMark } from "@tabler/icons-react";
import type { CheckedRoute, Reachable } from "@/api/preview-types.ts";
import { Chip, type Tone } from "@/components/Chip.tsx";
import { DataTable } from "@/components/DataTable.tsx";
import { Section } from "@/components/Section.tsx";
import { attributeInSentence, useCatalogueAndLists } from "@/editor/knowing/catalogue.ts";
import { type Knowing, useKnowing } from "@/editor/knowing/context.ts";
import { StaleWords } from "@/editor/knowing/ElseFindings.tsx";
import { namedFindings } from "@/editor/knowing/Findings.tsx";
import { explain, explainRest, type NamedRoute } from "@/editor/knowing/finding-words.ts";
import classes from "@/editor/knowing/knowing.module.css";
import { EVERYTHING_ELSE } from "@/editor/knowing/model/counts.ts";
import { APPROVES_BY_DEFAULT, missingName } from "@/editor/knowing/model/intended.ts";
import { strings } from "@/strings/index.ts";

const words = strings.knowing.publish;

const LOOKS: Record<Reachable, { tone: Tone; icon: typeof IconCheck }> = {
  yes: { tone: "approve", icon: IconCheck },
  no: { tone: "review", icon: IconCircleOff },
  undecided: { tone: "neutral", icon: IconQuestionMark },
};

export function PublishProofs() {
  const knowing = useKnowing();
  if (!knowing) return null;
  const { answer, isWaiting } = knowing.checked;
  return (
    <Section title={words.proofs}>
      <FallsThrough knowing={knowing} />
      {answer ? <Routes knowing={knowing} /> : isWaiting && <Skeleton height={80} />}
    </Section>
  );
}

/** Above all else: people whom a missing value lets through. */
function FallsThrough({ knowing: { missing, marks, whyStale } }: { knowing: Knowing }) {
  const { attributes } = useCatalogueAndLists();
  const open = missing.filter((finding) => !marks.marked.has(missingName(finding)));
  if (open.length === 0) return null;
  return (
    <ul className={classes.elseWords} aria-label={words.missing}>
      {open.map(({ attribute, outcome, count }) => (
        <li
          key={attribute}
          className={classes.warning}
          data-first
          data-stale={whyStale.missing ?? undefined}
        >
          <IconAlertTriangle size={15} aria-hidden="true" />
          <span>
            {strings.knowing.finding.missing(
              count,
              attributeInSentence(attribute, attributes),
              outcome,
            )}{" "}
            <StaleWords why={whyStale.missing} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function Routes({ knowing }: { knowing: Knowing }) {
  const { answer, of } = knowing.checked;
  if (!answer || !of || answer.routes.length === 0) {
    return <Text c="dimmed">{words.noProofs}</Text>;
  }
  const named = of.document.routes.map(({ id = "", name = "" }) => ({ id, name }));
  const rows: { route: NamedRoute; checked: CheckedRoute }[] = answer.routes.map((checked) => ({
    route: named.find(({ id }) => id === checked.id) ?? { id: checked.id, name: "" },
    checked,
  }));
  if (answer.everything_else) {
    const route = { id: EVERYTHING_ELSE, name: strings.editor.everythingElse.name };
    rows.push({ route, checked: answer.everything_else });
  }
  const all = rows.flatMap(({ route }) => namedFindings(knowing, route.id));
  const intended = new Set(all.flatMap(({ mark, name }) => (mark ? [name] : [])));
  const { marked } = knowing.marks;
  const ofEverythingElse = knowing.missing.map(missingName);
  if (of.document.everything_else?.some(({ action }) => action === "approve")) {
    ofEverythingElse.push(APPROVES_BY_DEFAULT);
  }
  for (const name of ofEverythingElse) if (marked.has(name)) intended.add(name);
  const areAllReachable = rows.every(({ checked }) => checked.reachable === "yes");
  return (
    <>
      {areAllReachable && <Text mt={4}>{words.allReachable}</Text>}
      {intended.size > 0 && <Text mt={4}>{words.intended(intended.size)}</Text>}
      {explainRest(answer).map((said) => (
        <Text key={said} mt={4}>
          {said}
        </Text>
      ))}
      <div className={classes.proofs}>
        <DataTable label={words.proofsTable} busy={knowing.areFindingsStale}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{words.route}</Table.Th>
              <Table.Th>{words.verdict}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ route, checked }) => (
              <Row
                key={route.id}
                knowing={knowing}
                route={route}
                routes={named}
                checked={checked}
              />
            ))}
          </Table.Tbody>
        </DataTable>
      </div>
    </>
  );
}

function Row(props: {
  knowing: Knowing;
  route: NamedRoute;
  routes: readonly NamedRoute[];
  checked: CheckedRoute;
}) {
  const { knowing, route, routes, checked } = props;
  const findings = namedFindings(knowing, route.id).filter(({ mark }) => !mark);
  return (
    <Table.Tr>
      <Table.Td>
        {route.name.trim() || strings.editor.routes.untitled}
        {findings
          .filter(({ finding }) => finding.kind !== "overlap")
          .map(({ finding }) => {
            const said = explain(finding, route.id, routes);
            return (
              <div key={said} data-sub>
                {said}
              </div>
            );
          })}
      </Table.Td>
      <Table.Td>
        <Chip {...LOOKS[checked.reachable]} label={words.reachable[checked.reachable]} />
      </Table.Td>
    </Table.Tr>
  );
}
