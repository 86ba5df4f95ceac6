// Names and values, one under the other.
import type { ReactNode } from "react";
import { Breakable } from "./Breakable.tsx";
import classes from "./Facts.module.css";

export type Fact = { name: string; value: ReactNode; note?: ReactNode };

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value, note }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>
            {typeof value === "string" ? <Breakable text={value} /> : value}
            {note !== undefined && <div className={classes.note}>{note}</div>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
