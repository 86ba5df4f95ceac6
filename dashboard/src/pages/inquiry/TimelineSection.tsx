import { sentence } from "@/api/problem.ts";
import type { TimelineEntry } from "@/api/types.ts";
import { Section } from "@/components/Section.tsx";
import { Time } from "@/components/Time.tsx";
import { strings } from "@/strings/index.ts";
import classes from "./TimelineSection.module.css";

export function TimelineSection({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <Section title={strings.inquiry.timeline}>
      {entries.length === 0 ? strings.inquiry.noTimeline : <Entries entries={entries} />}
    </Section>
  );
}

function Entries({ entries }: { entries: readonly TimelineEntry[] }) {
  return (
    <ol className={classes.entries}>
      {entries.map((entry) => (
        <li key={`${entry.at} ${entry.type} ${entry.detail}`} className={classes.entry}>
          <div>{sentence(entry.detail)}</div>
          <div className={classes.when}>
            <Time at={entry.at} />
            {entry.by && ` · ${strings.common.actor(entry.by.type, entry.by.name)}`}
          </div>
        </li>
      ))}
    </ol>
  );
}
