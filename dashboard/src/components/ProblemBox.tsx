// Something failed: what, and what to do about it.
import { Button, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { messageOf } from "@/api/problem.ts";
import { strings } from "@/strings/index.ts";
import classes from "./ProblemBox.module.css";

type ProblemBoxProps = {
  title: string;
  children: ReactNode;
  onRetry?: (() => void) | undefined;
};

export function ProblemBox({ title, children, onRetry }: ProblemBoxProps) {
  return (
    <div role="alert" className={classes.box}>
      <IconAlertTriangle size={18} className={classes.icon} aria-hidden="true" />
      <div className={classes.text}>
        <Text fw={600}>{title}</Text>
        <Text component="div">{children}</Text>
        {onRetry && (
          <Button size="xs" variant="default" mt="xs" onClick={onRetry}>
            {strings.problem.tryAgain}
          </Button>
        )}
      </div>
    </div>
  );
}

export function ErrorBox({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <ProblemBox title={strings.common.couldNotLoad} onRetry={onRetry}>
      {messageOf(error)}
    </ProblemBox>
  );
}
