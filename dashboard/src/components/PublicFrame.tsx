// The frame of the two pages that exist before anyone is signed in.
import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { BrandMark } from "@/app/Brand.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./PublicFrame.module.css";

type PublicFrameProps = { title: string; intro?: string; children: ReactNode; footer?: string };

export function PublicFrame({ title, intro, children, footer }: PublicFrameProps) {
  return (
    <main className={classes.frame}>
      <title>{strings.common.pageTitle(title)}</title>
      <div className={classes.column}>
        <div className={classes.brand}>
          <BrandMark size={28} />
          {strings.common.product}
        </div>
        <div className={classes.card}>
          <Title order={1}>{title}</Title>
          {intro !== undefined && (
            <Text c="dimmed" mt={4}>
              {intro}
            </Text>
          )}
          {children}
        </div>
        {footer !== undefined && (
          <Text size="sm" c="dimmed" ta="center">
            {footer}
          </Text>
        )}
      </div>
    </main>
  );
}
