// Says on every page that this is an example, and lets who may remove it.
import { Button, Text } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { exampleQuery } from "@/api/queries/example.ts";
import type { ExampleState } from "@/api/types.ts";
import { useMay } from "@/app/session.ts";
import { notifyDone } from "@/components/notify.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./ExampleBanner.module.css";
import { ExampleProgress } from "./ExampleProgress.tsx";
import { RemoveExampleDialog } from "./RemoveExampleDialog.tsx";

const TEXT: Record<Exclude<ExampleState, "absent">, string> = {
  making: strings.example.making,
  present: strings.example.present,
  removing: strings.example.removing,
};

export function ExampleBanner() {
  const example = useQuery(exampleQuery).data;
  const mayRemove = useMay()("workspace.manage");
  const [asking, setAsking] = useState(false);
  useWhatChanged(example?.state);
  if (example === undefined || example.state === "absent") return null;
  return (
    <aside className={classes.banner} aria-label={strings.example.label}>
      <Text className={classes.words}>
        <strong>{strings.example.label}.</strong> {TEXT[example.state]}
      </Text>
      {example.state === "present"
        ? mayRemove && (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconTrash size={14} aria-hidden="true" />}
              onClick={() => setAsking(true)}
            >
              {strings.example.remove}
            </Button>
          )
        : mayRemove && <ExampleProgress example={example} />}
      {asking && <RemoveExampleDialog onClose={() => setAsking(false)} onRemoving={focusThePage} />}
    </aside>
  );
}

/** The button that opened the dialog is gone, and the page is about to change. */
function focusThePage() {
  document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
}

/** When the example is there, or gone, everything on the page is asked for again. */
function useWhatChanged(state: ExampleState | undefined) {
  const queries = useQueryClient();
  const before = useRef(state);
  useEffect(() => {
    const was = before.current;
    before.current = state;
    if (was === "making" && state === "present") notifyDone(strings.example.made);
    else if (was === "removing" && state === "absent") notifyDone(strings.example.removed);
    else return;
    void queries.invalidateQueries();
  }, [state, queries]);
}
