// Where saving stands, in words: “Saved 10:42:07”, with the day when that was another one.
import { Button, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconDeviceFloppy, IconLoader2 } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { sentence } from "@/api/problem.ts";
import { useAnnounce } from "@/app/announcer.tsx";
import type { Saving } from "@/editor/model/saving.ts";
import type { DraftSession } from "@/editor/session/DraftSession.ts";
import { formatRecent } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./workflow.module.css";

const words = strings.editor.saving;

export function SaveState({ session }: { session: DraftSession }) {
  const { saving, held } = useSyncExternalStore(session.subscribe, session.view);
  const announce = useAnnounce();
  const isStuck = saving.kind === "waiting" || saving.kind === "refused";
  const isKeptOut = held !== null && held.kind !== "reading";
  const isBad = isStuck || saving.kind === "conflict" || isKeptOut;
  const isSaved = saving.kind === "saved" && held === null;
  const Icon = isBad ? IconAlertTriangle : isSaved ? IconCheck : IconLoader2;
  return (
    <div className={classes.saveState}>
      <Text
        size="sm"
        component="span"
        role={isBad ? "alert" : undefined}
        className={classes.saveText}
        data-bad={isBad || undefined}
      >
        <Icon size={15} aria-hidden="true" />
        {held ? strings.editor.saving.held[held.kind] : textOf(saving)}
      </Text>
      <Button
        variant="default"
        leftSection={<IconDeviceFloppy size={16} aria-hidden="true" />}
        onClick={() => {
          session.seal();
          session.retry();
          if (session.isSettled) announce(`${words.allSaved} ${textOf(session.view().saving)}`);
        }}
      >
        {isStuck ? words.retry : words.save}
      </Button>
    </div>
  );
}

function textOf(saving: Saving): string {
  switch (saving.kind) {
    case "saved":
      return words.saved(formatRecent(saving.at, Date.now()));
    case "saving":
      return words.saving;
    case "waiting":
      return words.waiting;
    case "refused":
      return words.refused(sentence(saving.refusal.detail));
    case "looking":
      return words.looking;
    case "conflict":
      return words.conflict;
  }
}
