// The one look of tables. Columns marked `data-wide` step aside on a phone; what is
// marked `data-narrow` says the same there, inside the first cell. `data-value` keeps room for a value.
import { Table, type TableProps } from "@mantine/core";
import type { Ref } from "react";
import classes from "./DataTable.module.css";

type DataTableProps = TableProps & {
  /** The table's name for screen readers. */
  label: string;
  /** While the next page is on its way the present one stays, dimmed. */
  busy?: boolean;
  /** For moving the focus to the table when what had it goes away. */
  frameRef?: Ref<HTMLDivElement>;
  /** Inside a section without padding, whose frame is the table's too. */
  bare?: boolean;
};

export function DataTable({
  label,
  busy = false,
  frameRef,
  bare = false,
  children,
  ...rest
}: DataTableProps) {
  return (
    <div
      ref={frameRef}
      tabIndex={-1}
      className={classes.frame}
      data-busy={busy || undefined}
      data-bare={bare || undefined}
    >
      <Table aria-label={label} aria-busy={busy} className={classes.table} {...rest}>
        {children}
      </Table>
    </div>
  );
}
