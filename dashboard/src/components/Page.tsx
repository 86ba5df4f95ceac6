// A page's frame: title in the tab and as the heading, actions at the top right, width.
import { Anchor, Group, Text, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useVisited } from "@/app/go-to/recent.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Page.module.css";

type PageProps = {
  title: string;
  /** One line under the title. */
  intro?: ReactNode;
  /** Beside the title: a state, a badge. */
  beside?: ReactNode;
  /** Top right. */
  actions?: ReactNode;
  back?: { to: string; label: string };
  width?: "normal" | "narrow" | "full";
  children: ReactNode;
};

export function Page({
  title,
  intro,
  beside,
  actions,
  back,
  width = "normal",
  children,
}: PageProps) {
  useVisited(title);
  return (
    <div className={classes.page} data-width={width}>
      <title>{strings.common.pageTitle(title)}</title>
      {back && (
        <Anchor component={Link} to={back.to} size="sm" className={classes.back}>
          <IconChevronLeft size={16} aria-hidden="true" />
          {back.label}
        </Anchor>
      )}
      <Group justify="space-between" align="flex-start" gap="md" mb="lg" wrap="wrap">
        <div className={classes.heading}>
          <Group gap="sm">
            <Title order={1}>{title}</Title>
            {beside}
          </Group>
          {intro !== undefined && (
            <Text c="dimmed" mt={4} maw="46rem" component="div">
              {intro}
            </Text>
          )}
        </div>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {children}
    </div>
  );
}
