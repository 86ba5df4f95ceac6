// What should be known of *Everything else*: whom it takes because a value is missing, above all; that it approves.
import { Button, VisuallyHidden } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconFlask } from "@tabler/icons-react";
import type { InquiryBody } from "@/api/types.ts";
import { strings } from "@/strings/index.ts";
import type { Decision } from "../model/model.ts";
import { attributeInSentence, useCatalogueAndLists } from "./catalogue.ts";
import { useKnowing } from "./context.ts";
import { MarkButton, markedBy } from "./Findings.tsx";
import type { Intended } from "./intended.ts";
import classes from "./knowing.module.css";
import { EVERYTHING_ELSE } from "./model/counts.ts";
import { APPROVES_BY_DEFAULT, missingName } from "./model/intended.ts";
import type { Stale } from "./model/stale.ts";

const words = strings.knowing.finding;

interface Props {
  readonly decision: Decision | null;
  /** Whether they can be marked as intended; not for who only reads. */
  readonly mayMark?: boolean;
}

/** One line, with the name by which it is marked. */
interface Line {
  readonly name: string;
  readonly said: string;
  readonly why: Stale | null;
  readonly witness: InquiryBody | null;
  readonly isFirst: boolean;
}

export function ElseFindings({ decision, mayMark = false }: Props) {
  const knowing = useKnowing();
  const { attributes } = useCatalogueAndLists();
  if (!knowing) return null;
  const { missing, counts, whyStale, marks } = knowing;
  const lines: Line[] = missing.map((finding) => ({
    name: missingName(finding),
    said: words.missing(
      finding.count,
      attributeInSentence(finding.attribute, attributes),
      finding.outcome,
    ),
    why: whyStale.missing,
    witness: finding.witness,
    isFirst: true,
  }));
  const count = counts.get(EVERYTHING_ELSE);
  if (decision === "approve" && count !== undefined) {
    const said = words.approvesByDefault(count.count, count.considered);
    const why = whyStale.counts;
    lines.push({ name: APPROVES_BY_DEFAULT, said, why, witness: null, isFirst: false });
  }
  if (lines.length === 0) return null;
  const isMarked = ({ name }: Line) => marks.marked.has(name);
  const inOrder = [...lines.filter((line) => !isMarked(line)), ...lines.filter(isMarked)];
  return (
    <ul className={classes.elseWords} aria-label={words.findings}>
      {inOrder.map((line) => (
        <ElseLine
          key={line.name}
          line={line}
          mark={marks.marked.get(line.name) ?? null}
          mayMark={mayMark}
        />
      ))}
    </ul>
  );
}

function ElseLine(props: { line: Line; mark: Intended | null; mayMark: boolean }) {
  const { line, mark, mayMark } = props;
  const { name, said, why, witness, isFirst } = line;
  const onTry = useKnowing()?.onTry ?? null;
  const Icon = mark ? IconCheck : IconAlertTriangle;
  return (
    <li
      className={classes.warning}
      data-first={(isFirst && !mark) || undefined}
      data-intended={!!mark || undefined}
      data-stale={why ?? undefined}
    >
      <Icon size={15} aria-hidden="true" />
      <span>
        {said} <StaleWords why={why} />
        {mark && `${markedBy(mark)} `}
        {onTry && witness && (
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconFlask size={14} aria-hidden="true" />}
            onClick={() => onTry(witness)}
          >
            {words.showExample}
          </Button>
        )}{" "}
        {mayMark && <MarkButton name={name} mark={mark} size="compact-xs" />}
      </span>
    </li>
  );
}

/** What the faded look says, for who does not see it. */
export function StaleWords({ why }: { why: Stale | null }) {
  if (why === null) return null;
  return <VisuallyHidden component="span">{strings.knowing.counts.stale[why]} </VisuallyHidden>;
}
