// Up and down, beside dragging. They stay where they are at the ends, so that the focus is not lost.
import { ActionIcon, Tooltip } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";

interface MoveButtonsProps {
  index: number;
  count: number;
  /** `hint` is for all of them, `label` names what is moved. */
  up: { hint: string; label: string; id?: string };
  down: { hint: string; label: string; id?: string };
  onMove: (to: number) => void;
}

export function MoveButtons({ index, count, up, down, onMove }: MoveButtonsProps) {
  const sides = [
    { ...up, to: index - 1, Icon: IconArrowUp },
    { ...down, to: index + 1, Icon: IconArrowDown },
  ];
  return sides.map(({ hint, label, id, to, Icon }) => {
    const isOff = to < 0 || to >= count;
    return (
      <Tooltip key={hint} label={hint}>
        <ActionIcon
          {...(id === undefined ? {} : { id })}
          variant="subtle"
          color="gray"
          aria-label={label}
          aria-disabled={isOff}
          data-disabled={isOff || undefined}
          onClick={() => !isOff && onMove(to)}
        >
          <Icon size={16} aria-hidden="true" />
        </ActionIcon>
      </Tooltip>
    );
  });
}
