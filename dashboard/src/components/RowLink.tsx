import type { ReactNode } from "react";
import { Link } from "react-router";

/** The link that a whole table row (`data-linked`) leads to. */
export function RowLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} data-row-link>
      {children}
    </Link>
  );
}
