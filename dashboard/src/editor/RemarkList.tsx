// What the server says about one field, under that field: icon, word and sentence.
import { VisuallyHidden } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle } from "@tabler/icons-react";
import { strings } from "@/strings/index.ts";
import type { Remark } from "./model/remarks.ts";
import classes from "./RemarkList.module.css";
import { readable } from "./readable.ts";

export type RemarkLine = Pick<Remark, "severity" | "message"> & { readonly code?: string };

/** Made of phrasing content, so that it may stand in a field's message. */
export function RemarkList({ remarks }: { remarks: readonly RemarkLine[] }) {
  if (remarks.length === 0) return null;
  return (
    <span className={classes.list}>
      {remarks.map((remark) => (
        <span
          key={`${remark.severity} ${remark.message}`}
          className={classes.remark}
          data-severity={remark.severity}
        >
          {remark.severity === "error" ? (
            <IconAlertCircle size={15} aria-hidden="true" />
          ) : (
            <IconAlertTriangle size={15} aria-hidden="true" />
          )}
          <span>
            <VisuallyHidden component="span">
              {strings.editor.remarks[remark.severity]}:{" "}
            </VisuallyHidden>
            {readable(remark)}
          </span>
        </span>
      ))}
    </span>
  );
}

/** `2 problems, 1 warning` on a closed card. */
export function RemarkBadge({ remarks }: { remarks: readonly RemarkLine[] }) {
  const errors = remarks.filter(({ severity }) => severity === "error").length;
  if (remarks.length === 0) return null;
  const Icon = errors > 0 ? IconAlertCircle : IconAlertTriangle;
  return (
    <span className={classes.remark} data-severity={errors > 0 ? "error" : "warning"}>
      <Icon size={15} aria-hidden="true" />
      {strings.editor.remarks.counts(errors, remarks.length - errors)}
    </span>
  );
}
