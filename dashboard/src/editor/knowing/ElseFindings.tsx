// What should be known of *Everything else*: whom it takes because a value is missing, above all; that it approves.
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconFlask } from "@tabler/icons-react";
import { strings } from "@/strings/index.ts";
import type { Decision } from "../model/model.ts";
import { attributeInSentence, useCatalogueAndLists } from "./catalogue.ts";
import { useKnowing } from "./context.ts";
import classes from "./knowing.module.css";
import { EVERYTHING_ELSE } from "./model/counts.ts";

const words = strings.knowing.finding;

export function ElseFindings({ decision }: { decision: Decision | null }) {
  const knowing = useKnowing();
  const { attributes } = useCatalogueAndLists();
  if (!knowing) return null;
  const { missing, counts, onTry } = knowing;
  const count = counts.get(EVERYTHING_ELSE);
  const approves = decision === "approve" && count !== undefined;
  if (missing.length === 0 && !approves) return null;
  return (
    <ul className={classes.elseWords} aria-label={words.findings}>
      {missing.map(({ attribute, outcome, count: people, witness }) => (
        <li key={attribute} className={classes.warning} data-first>
          <IconAlertTriangle size={15} aria-hidden="true" />
          <span>
            {words.missing(people, attributeInSentence(attribute, attributes), outcome)}{" "}
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
        <li className={classes.warning}>
          <IconAlertTriangle size={15} aria-hidden="true" />
          <span>{words.approvesByDefault(count.count, count.considered)}</span>
        </li>
      )}
    </ul>
  );
}
