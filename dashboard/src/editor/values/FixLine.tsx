// A message under a field, with the one press that mends it.
import { Button } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import remarkClasses from "../RemarkList.module.css";
import classes from "./values.module.css";

export function FixLine(props: {
  message: string;
  fix?: { label: string; onClick: () => void } | undefined;
}) {
  return (
    <span className={classes.fix}>
      <span className={remarkClasses.remark} data-severity="error">
        <IconAlertCircle size={15} aria-hidden="true" />
        <span>{props.message}</span>
      </span>
      {props.fix && (
        <Button size="compact-xs" variant="default" onClick={props.fix.onClick}>
          {props.fix.label}
        </Button>
      )}
    </span>
  );
}
