// Brings a failed call back to the form: messages under the fields they are about, the rest above.
import type { UseFormReturnType } from "@mantine/form";
import { useCallback, useState } from "react";
import { fieldErrors } from "@/api/problem.ts";

type FormLike = Pick<
  // biome-ignore lint/suspicious/noExplicitAny: only errors and focus are used, whatever the values are
  UseFormReturnType<any>,
  "setErrors" | "clearErrors" | "getInputNode"
>;

export function useFormProblem(
  form: FormLike,
  fieldOfPointer: Readonly<Record<string, string>>,
): { messages: string[]; show: (error: unknown) => void; clear: () => void } {
  const [messages, setMessages] = useState<string[]>([]);
  const show = (error: unknown) => {
    const { fields, rest } = fieldErrors(error, fieldOfPointer);
    setMessages(rest);
    form.setErrors(fields);
    const first = Object.keys(fields)[0];
    if (first !== undefined) form.getInputNode(first)?.focus();
  };
  const clear = useCallback(() => setMessages([]), []);
  return { messages, show, clear };
}

/** Puts the cursor into the first field that the form itself refused. */
export function focusFirstError(form: FormLike): (errors: Record<string, unknown>) => void {
  return (errors) => {
    const first = Object.keys(errors)[0];
    if (first !== undefined) form.getInputNode(first)?.focus();
  };
}
