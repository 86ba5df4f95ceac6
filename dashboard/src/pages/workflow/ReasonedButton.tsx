// A button that says why it cannot be pressed. It keeps its place in the tab order.
import { Button, type ButtonProps, Tooltip, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useId } from "react";

type ReasonedButtonProps = ButtonProps & {
  /** Null: it can be pressed. */
  because: string | null;
  onClick: () => void;
  children: ReactNode;
};

export function ReasonedButton({ because, onClick, children, ...rest }: ReasonedButtonProps) {
  const reasonId = useId();
  if (because === null) {
    return (
      <Button {...rest} onClick={onClick}>
        {children}
      </Button>
    );
  }
  return (
    <Tooltip label={because} multiline maw={280} events={{ hover: true, focus: true, touch: true }}>
      <Button
        {...rest}
        data-disabled
        aria-disabled
        aria-describedby={reasonId}
        onClick={(event) => event.preventDefault()}
      >
        {children}
        <VisuallyHidden id={reasonId}>{because}</VisuallyHidden>
      </Button>
    </Tooltip>
  );
}
