// What waits for this person, each line a way to do it.
import { Text } from "@mantine/core";
import {
  type IconCheck,
  IconChecklist,
  IconChevronRight,
  IconFileAlert,
  IconPencil,
} from "@tabler/icons-react";
import { Link } from "react-router";
import type { Overview } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay, useSession } from "@/app/session.ts";
import { Section } from "@/components/Section.tsx";
import { formatAgo } from "@/strings/format.ts";
import { strings } from "@/strings/index.ts";
import classes from "./Home.module.css";

type ToDo = { key: string; icon: typeof IconCheck; to: string; title: string; detail: string };

export function ToDoSection({ overview }: { overview: Overview }) {
  const toDo = useToDo(overview);
  return (
    <Section title={strings.home.toDo}>
      {toDo.length === 0 ? (
        <Text c="dimmed">{strings.home.nothingToDo}</Text>
      ) : (
        <ul className={classes.toDo}>
          {toDo.map(({ key, icon: Icon, to, title, detail }) => (
            <li key={key} className={classes.item}>
              <Icon size={20} stroke={1.7} className={classes.icon} aria-hidden="true" />
              <div className={classes.words}>
                <Link to={to} className={classes.link}>
                  {title}
                </Link>
                <Text c="dimmed" size="sm">
                  {detail}
                </Text>
              </div>
              <IconChevronRight size={16} className={classes.icon} aria-hidden="true" />
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Only what this person may do something about. */
function useToDo(overview: Overview): ToDo[] {
  const may = useMay();
  const { member } = useSession();
  const now = Date.parse(overview.at);
  const ago = (time: string) => formatAgo(time, now);
  const { waiting, oldest_created_at: oldest } = overview.review_queue;
  const toDo: ToDo[] = [];
  if (may("inquiries.decide") && waiting > 0 && oldest !== null) {
    toDo.push({
      key: "review",
      icon: IconChecklist,
      to: paths.review,
      title: strings.home.review(waiting),
      detail: strings.home.oldest(ago(oldest)),
    });
  }
  if (may("workflows.write") && overview.drafts) {
    const { newest, total } = overview.drafts;
    const isMine = (draft: (typeof newest)[number]) => draft.updated_by.id === member.id;
    for (const draft of [...newest].sort((a, b) => Number(isMine(b)) - Number(isMine(a)))) {
      const { type, name } = draft.updated_by;
      toDo.push({
        key: draft.workflow,
        icon: IconPencil,
        to: paths.workflow(draft.workflow),
        title: isMine(draft)
          ? strings.home.yourDraft(draft.workflow_name)
          : strings.home.draftOf(draft.workflow_name, strings.common.actor(type, name)),
        detail: strings.home.saved(ago(draft.updated_at)),
      });
    }
    if (total > newest.length) {
      toDo.push({
        key: "more-drafts",
        icon: IconPencil,
        to: paths.workflows,
        title: strings.home.moreDrafts(total - newest.length),
        detail: "",
      });
    }
  }
  if (may("lists.write")) {
    for (const broken of overview.broken_imports ?? []) {
      toDo.push({
        key: broken.import,
        icon: IconFileAlert,
        to: paths.importIntoList(broken.list),
        title: strings.home.brokenImport(broken.list_name),
        detail: strings.home.brokenImportHint(ago(broken.updated_at)),
      });
    }
  }
  return toDo;
}
