// What stands under a field: errors and a fix mark it invalid, warnings do not.
import type { InputWrapperProps } from "@mantine/core";
import type { ReactNode } from "react";
import { type RemarkLine, RemarkList } from "./RemarkList.tsx";

type FieldProps = Pick<InputWrapperProps, "error" | "description" | "inputWrapperOrder">;

/** `own`: what the field itself found; the server's errors then wait, being about an older value. */
export function remarkProps(remarks: readonly RemarkLine[], own: ReactNode = null): FieldProps {
  const errors = remarks.filter(({ severity }) => severity === "error");
  const warnings = remarks.filter(({ severity }) => severity === "warning");
  return {
    error: own ?? (errors.length > 0 ? <RemarkList remarks={errors} /> : undefined),
    description: warnings.length > 0 ? <RemarkList remarks={warnings} /> : undefined,
    inputWrapperOrder: ["label", "input", "error", "description"],
  };
}
