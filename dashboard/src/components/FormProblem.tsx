import { strings } from "@/strings/index.ts";
import { ProblemBox } from "./ProblemBox.tsx";

/** What the server said about the form as a whole; absent when there is nothing to say. */
export function FormProblem(props: { messages: readonly string[]; title?: string }) {
  if (props.messages.length === 0) return null;
  return (
    <ProblemBox title={props.title ?? strings.common.formNotSaved}>
      {props.messages.map((message) => (
        <div key={message}>{message}</div>
      ))}
    </ProblemBox>
  );
}
