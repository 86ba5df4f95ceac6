// What stands in the place of a deleted route, until something else is done.
import { ActionIcon, Button } from "@mantine/core";
import { IconArrowBackUp, IconX } from "@tabler/icons-react";
import { strings } from "@/strings/index.ts";
import { elementId } from "../context.ts";
import type { RouteModel, WorkflowModel } from "../model/model.ts";
import classes from "./routes.module.css";

export interface Deleted {
  readonly route: RouteModel;
  readonly index: number;
  /** The text right after deleting. */
  readonly text: WorkflowModel;
}

export function UndoLine(props: { deleted: Deleted; onUndo: () => void; onDismiss: () => void }) {
  return (
    <div className={classes.undoLine}>
      <span>{strings.editor.routes.deleted(props.deleted.route.name)}</span>
      <Button
        id={elementId.undoDelete}
        size="compact-sm"
        variant="subtle"
        leftSection={<IconArrowBackUp size={15} aria-hidden="true" />}
        onClick={props.onUndo}
      >
        {strings.common.undo}
      </Button>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={strings.common.close}
        onClick={props.onDismiss}
      >
        <IconX size={15} aria-hidden="true" />
      </ActionIcon>
    </div>
  );
}
