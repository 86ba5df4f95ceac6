// What should be known of *Everything else*: whom it takes because a value is missing, above all; that it approves.
import { Button, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconFlask } from "@tabler/icons-react";
import { strings } from "@/strings/index.ts";
import type { Decision } from "../model/model.ts";
import { attributeInSentence, useCatalogueAndLists } from "./catalogue.ts";
import { useKnowing } from "./context.ts";
import classes from "./knowing.module.css";
import { EVERYTHING_ELSE } from "./model/counts.ts";
import type { Stale } from "./model/stale.ts";

const words = strings.knowing.finding;

export function ElseFindings({ decision }: { decision: Decision | null }) {
  const knowing = useKnowing();
  const { attributes } = useCatalogueAndLists();
  if (!knowing) return null;
  const { missing, counts, onTry, whyStale } = knowing;
  const count = counts.get(EVERYTHING_ELSE);
  const approves = decision === "approve" && count !== undefined;
  if (missing.length === 0 && !approves) return null;
  return (
    <ul className={classes.elseWords} aria-label={words.findings}>
      {missing.map(({ attribute, outcome, count: people, witness }) => (
        <li
          key={attribute}
          className={classes.warning}
          data-first
          data-stale={whyStale.missing ?? undefined}
        >
          <IconAlertTriangle size={15} aria-hidden="true" />
          <span>
            {words.missing(people, attributeInSentence(attribute, attributes), outcome)}{" "}
            <StaleWords why={whyStale.missing} />
            {onTry && witness && (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconFlask size={14} aria-hidden="true" />}
                onClick={() => onTry(witness)}
              >
                {words.showExample}
              </Button>
            )}
          </span>
        </li>
      ))}
      {approves && (
        <li className={classes.warning} data-stale={whyStale.counts ?? undefined}>
          <IconAlertTriangle size={15} aria-hidden="true" />
          <span>
            {words.approvesByDefault(count.count, count.considered)}{" "}
            <StaleWords why={whyStale.counts} />
          </span>
        </li>
      )}
    </ul>
  );
}

/** What the faded look says, for who does not see it. */
export function StaleWords({ why }: { why: Stale | null }) {
  if (why === null) return null;
  return <VisuallyHidden component="span">{strings.knowing.counts.stale[why]} </VisuallyHidden>;
}
