// A message under a field, with the one press that mends it.
import { Button, Group, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import remarkClasses from "../RemarkList.module.css";

export function FixLine(props: {
  id: string;
  message: string;
  fix?: { label: string; onClick: () => void } | undefined;
}) {
  return (
    <Group gap="xs" mt={5} className={remarkClasses.remark} data-severity="error">
      <IconAlertCircle size={15} aria-hidden="true" />
      <Text id={props.id} size="sm" component="span" c="inherit">
        {props.message}
      </Text>
      {props.fix && (
        <Button size="compact-xs" variant="default" onClick={props.fix.onClick}>
          {props.fix.label}
        </Button>
      )}
    </Group>
  );
}
