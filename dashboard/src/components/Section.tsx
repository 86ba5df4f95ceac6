// A titled part of a page on its own surface.
import { Group, Title } from "@mantine/core";
import { type ReactNode, type Ref, useId } from "react";
import classes from "./Section.module.css";

type SectionProps = {
  title: string;
  /** At the right of the title. */
  aside?: ReactNode;
  /** For moving the focus here when what had it goes away. */
  headingRef?: Ref<HTMLHeadingElement>;
  /** Without inner padding, for tables that touch the edges. */
  flush?: boolean;
  children: ReactNode;
};

export function Section({ title, aside, headingRef, flush = false, children }: SectionProps) {
  const titleId = useId();
  return (
    <section aria-labelledby={titleId} className={classes.section}>
      <Group justify="space-between" className={classes.head}>
        <Title order={2} id={titleId} ref={headingRef} tabIndex={headingRef ? -1 : undefined}>
          {title}
        </Title>
        {aside}
      </Group>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </section>
  );
}
