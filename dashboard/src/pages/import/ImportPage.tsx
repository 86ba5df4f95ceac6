// A CSV file into a list: choose, watch, read the report.
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router";
import { messageOf } from "@/api/problem.ts";
import { importsQuery, listQuery } from "@/api/queries/lists.ts";
import type { List } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { Page } from "@/components/Page.tsx";
import { ProblemBox } from "@/components/ProblemBox.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { UnfinishedImport } from "@/components/UnfinishedImport.tsx";
import { useCatalogue } from "@/components/use-catalogue.ts";
import { strings } from "@/strings/index.ts";
import { ChooseFile } from "./ChooseFile.tsx";
import { ImportColumns } from "./ImportColumns.tsx";
import { ImportReport } from "./ImportReport.tsx";
import { ImportRunning } from "./ImportRunning.tsx";
import { LeaveGuard } from "./LeaveGuard.tsx";
import { useImport } from "./use-import.ts";

const text = strings.importing;

export default function ImportPage() {
  const { id = "" } = useParams();
  const query = useQuery(listQuery(id));
  if (query.data) return <ImportInto key={id} list={query.data} />;
  return (
    <Page title={strings.list.import} back={{ to: paths.list(id), label: strings.list.back }}>
      <QueryView query={query}>{() => null}</QueryView>
    </Page>
  );
}

function ImportInto({ list }: { list: List }) {
  const [query] = useSearchParams();
  const newest = useQuery(importsQuery(list.id, undefined, 1)).data?.data.at(0);
  const unfinished = newest?.resumable ? newest : undefined;
  const resumes = unfinished?.id === query.get("resume") ? unfinished?.id : undefined;
  const { view, start, cancel, reset } = useImport(list.id, resumes);
  const type = useCatalogue()?.list_types.find(({ key }) => key === list.type);
  return (
    <Page
      title={text.title(list.name)}
      intro={resumes === undefined ? text.intro : text.resumeIntro}
      back={{ to: paths.list(list.id), label: list.name }}
      width="narrow"
    >
      <LeaveGuard active={view.kind === "sending"} />
      {view.kind === "failed" && (
        <ProblemBox title={text.failedTitle}>
          {messageOf(view.error)} {text.failedDetail}
        </ProblemBox>
      )}
      {view.kind === "sending" ? (
        <ImportRunning progress={view.progress} onCancel={() => void cancel()} />
      ) : view.kind === "ended" && !view.report.resumable ? (
        <ImportReport report={view.report} onAnother={reset} />
      ) : unfinished !== undefined && resumes === undefined ? (
        <UnfinishedImport unfinished={unfinished} mayWrite archived={list.archived_at !== null} />
      ) : (
        <>
          {type && <ImportColumns type={type} />}
          <ChooseFile
            list={list.id}
            resumes={resumes !== undefined}
            onStart={(file) => void start(file)}
          />
        </>
      )}
    </Page>
  );
}
