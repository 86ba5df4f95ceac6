// Nothing here yet: why, and the next step.
import { Group, Text } from "@mantine/core";
import type { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./EmptyState.module.css";

type EmptyStateProps = {
  icon: typeof IconCheck;
  title: string;
  detail: string;
  children?: ReactNode;
};

export function EmptyState({ icon: Icon, title, detail, children }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <Icon size={28} stroke={1.5} className={classes.icon} aria-hidden="true" />
      <Text fw={600} size="lg">
        {title}
      </Text>
      <Text c="dimmed" maw="30rem">
        {detail}
      </Text>
      {children && (
        <Group justify="center" mt="sm">
          {children}
        </Group>
      )}
    </div>
  );
}
