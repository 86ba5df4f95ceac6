// What each workflow would do by itself, with the inquiries behind each number, and what to look at before saving.
import { Stack, Text, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import type { ImpactCell, ImpactSubject, KnownImpact } from "@/api/list-impact.ts";
import type { ListImpact, ListImpactWorkflow } from "@/api/preview-types.ts";
import { strings } from "@/strings/index.ts";
import { ImpactInquiries } from "./ImpactInquiries.tsx";
import classes from "./ItemsImpact.module.css";
import {
  type CellLine,
  cellsOf,
  isTogetherTold,
  remarksOf,
  togetherOf,
  undecidedOf,
} from "./model.ts";

const text = strings.itemsImpact;

type ImpactDetailsProps = { subject: ImpactSubject; known: KnownImpact };

export default function ImpactDetails({ subject, known }: ImpactDetailsProps) {
  const { impact } = known;
  const lines = "file" in subject;
  const [open, setOpen] = useState<CellLine | null>(null);
  const chosen = (lines: readonly CellLine[]) =>
    open !== null && lines.some(({ key }) => key === open.key) ? open : null;
  const inquiries = (asked: ImpactCell, title: string) => (
    <ImpactInquiries
      key={`${asked.workflow} ${title}`}
      subject={subject}
      known={known}
      asked={asked}
      title={title}
      onClose={() => setOpen(null)}
    />
  );
  const together = isTogetherTold(impact) ? togetherOf(impact) : [];
  return (
    <Stack gap={4} mt={4}>
      {together.length > 0 && (
        <div className={classes.part}>
          <Text size="sm" fw={600}>
            {text.together}
          </Text>
          <Cells lines={together} open={open} onOpen={setOpen} />
          {open && chosen(together) && inquiries(open.asked, open.said)}
        </div>
      )}
      {impact.workflows.map((workflow) => {
        const { lines, more } = cellsOf(workflow);
        return (
          <div key={workflow.id} className={classes.part} data-workflow={workflow.id}>
            <Workflow workflow={workflow} />
            <Cells lines={lines} open={open} onOpen={setOpen} />
            {more > 0 && (
              <Text size="sm" c="dimmed">
                {text.moreCells(more)}
              </Text>
            )}
            {open && chosen(lines) && inquiries(open.asked, open.said)}
          </div>
        );
      })}
      <Text size="sm" c="dimmed">
        {text.matched(impact.matched, impact.considered)}{" "}
        {lines && `${text.counts(impact.added, impact.already, impact.bad)}.`}{" "}
        {!impact.compared && text.notCompared}
      </Text>
      {impact.remarks.length > 0 && <Remarks impact={impact} lines={lines} />}
    </Stack>
  );
}

type CellsProps = {
  lines: readonly CellLine[];
  open: CellLine | null;
  onOpen: (line: CellLine | null) => void;
};

/** Each leads to its inquiries. */
function Cells({ lines, open, onOpen }: CellsProps) {
  if (lines.length === 0) return null;
  return (
    <ul className={classes.cells}>
      {lines.map((line) => {
        const isOpen = open?.key === line.key;
        return (
          <li key={line.key}>
            <UnstyledButton
              className={classes.cell}
              aria-expanded={isOpen}
              onClick={() => onOpen(isOpen ? null : line)}
            >
              {line.said}
            </UnstyledButton>
          </li>
        );
      })}
    </ul>
  );
}

function Workflow({ workflow }: { workflow: ListImpactWorkflow }) {
  const { decided_differently: decided, changed, routes } = workflow;
  const others = changed - decided;
  // Routes of several workflows may have the same name.
  const whose = `${text.version(workflow.name, workflow.version)}: `;
  return (
    <>
      <Text size="sm">
        {whose}
        {decided === 0 && others === 0 ? text.nothing : text.byItself(decided, others)}
      </Text>
      {routes.map(({ id, name, before, after }) => (
        <Text size="sm" key={id}>
          {whose}
          {text.route(name, before, after)}
        </Text>
      ))}
      {undecidedOf(workflow).map(([because, names]) => (
        <Text size="sm" key={because ?? ""} data-undecided={names.length}>
          {whose}
          {text.undecided(names, because)}
        </Text>
      ))}
    </>
  );
}

function Remarks({ impact, lines }: { impact: ListImpact; lines: boolean }) {
  const { shown, more } = remarksOf(impact);
  return (
    <div>
      <Text size="sm" fw={600}>
        {text.remarks}
      </Text>
      <ul className={classes.remarks}>
        {shown.map((remark) => (
          <li key={`${remark.kind} ${remark.number}`} data-kind={remark.kind}>
            {lines && `${text.line(remark.number)}: `}
            {text.remark(remark, impact.broad_one_in)}
          </li>
        ))}
        {more > 0 && <li>{text.more(more)}</li>}
      </ul>
    </div>
  );
}
