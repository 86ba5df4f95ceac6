import { ActionIcon, Group } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { formatNumber } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./MoveButtons.module.css";

type MoveButtonsProps = {
  name: string;
  position: number;
  count: number;
  busy: boolean;
  onMove: (step: -1 | 1) => void;
};

/** Above the row's link, so that they can be clicked. */
export function MoveButtons({ name, position, count, busy, onMove }: MoveButtonsProps) {
  return (
    <Group gap={2} wrap="nowrap" className={classes.buttons}>
      <span className={classes.position}>{formatNumber(position)}</span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={strings.workflows.moveUp(name)}
        disabled={busy || position === 1}
        onClick={() => onMove(-1)}
      >
        <IconArrowUp size={15} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="sm"
        aria-label={strings.workflows.moveDown(name)}
        disabled={busy || position === count}
        onClick={() => onMove(1)}
      >
        <IconArrowDown size={15} aria-hidden="true" />
      </ActionIcon>
    </Group>
  );
}
