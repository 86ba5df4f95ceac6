// The first page: what needs this person, how decisions flow, and the workflows that run.
import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "@/api/queries/overview.ts";
import type { Overview } from "@/api/types.ts";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { strings } from "@/strings/index.ts";
import { AutomationSection } from "./AutomationSection.tsx";
import classes from "./Home.module.css";
import { OutcomesSection } from "./OutcomesSection.tsx";
import { RunningSection } from "./RunningSection.tsx";
import { ToDoSection } from "./ToDoSection.tsx";

export default function HomePage() {
  const query = useQuery(overviewQuery);
  return (
    <Page title={strings.home.title}>
      <QueryView query={query} lines={8}>
        {(overview) => <Parts overview={overview} />}
      </QueryView>
    </Page>
  );
}

function Parts({ overview }: { overview: Overview }) {
  return (
    <div className={classes.parts}>
      <ToDoSection overview={overview} />
      <OutcomesSection outcomes={overview.outcomes} />
      <AutomationSection automation={overview.automation} />
      {overview.workflows && (
        <RunningSection workflows={overview.workflows} firstDay={overview.first_day} />
      )}
    </div>
  );
}
