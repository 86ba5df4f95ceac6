// One list: its items, who added them and when they matched, its history, its imports, and where it is used.
import { Button, Code, Tabs, Text } from "@mantine/core";
import { IconArchive, IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { importsQuery, listQuery } from "@/api/queries/lists.ts";
import type { List } from "@/api/types.ts";
import { paths } from "@/app/paths.ts";
import { useMay } from "@/app/session.ts";
import { ChangesLink } from "@/components/ChangesLink.tsx";
import { Chip } from "@/components/Chip.tsx";
import { LastMatch } from "@/components/LastMatch.tsx";
import { isUsed, ListUses } from "@/components/ListUses.tsx";
import { Page } from "@/components/Page.tsx";
import { QueryView } from "@/components/QueryView.tsx";
import { Section } from "@/components/Section.tsx";
import { UnfinishedImport } from "@/components/UnfinishedImport.tsx";
import { useCatalogue, wordsOf } from "@/components/use-catalogue.ts";
import { strings } from "@/strings/index.ts";
import { AddItemForm } from "./AddItemForm.tsx";
import { ArchiveDialog } from "./ArchiveDialog.tsx";
import { HistoryTab } from "./HistoryTab.tsx";
import { ImportsTab } from "./ImportsTab.tsx";
import { ItemsSection } from "./ItemsSection.tsx";
import classes from "./ListPage.module.css";
import { LIST_VIEWS, listViewOf } from "./view.ts";

const BACK = { to: paths.lists, label: strings.list.back };

export default function ListPage() {
  const { id = "" } = useParams();
  const query = useQuery(listQuery(id));
  if (query.data) return <OneList key={id} list={query.data} />;
  return (
    <Page title={strings.lists.title} back={BACK}>
      <QueryView query={query}>{() => null}</QueryView>
    </Page>
  );
}

function OneList({ list }: { list: List }) {
  const mayWrite = useMay()("lists.write") && list.archived_at === null;
  const types = useCatalogue()?.list_types ?? [];
  const type = types.find(({ key }) => key === list.type);
  return (
    <Page
      title={list.name}
      back={BACK}
      beside={
        <>
          <Chip tone="neutral" label={type?.label ?? wordsOf(list.type)} />
          {list.archived_at !== null && (
            <Chip tone="review" icon={IconArchive} label={strings.list.archived} />
          )}
        </>
      }
      intro={
        <>
          {list.description}
          <div>
            {strings.list.itemCount(list.items)} · {strings.list.revision(list.revision)} ·{" "}
            <Code>{list.key}</Code>
            {list.field !== null && (
              <>
                {" "}
                · {strings.list.comparedWith} <Code>{list.field}</Code>
              </>
            )}
          </div>
        </>
      }
      actions={
        <>
          {mayWrite && <ListActions list={list} />}
          <ChangesLink of={list.id} />
        </>
      }
    >
      {list.archived_at !== null && <Text mb="md">{strings.list.archivedNote}</Text>}
      <Unfinished list={list} />
      <div className={classes.columns}>
        <Views list={list} mayWrite={mayWrite} />
        <div className={classes.side}>
          {mayWrite && type && <AddItemForm list={list} parts={type.parts} />}
          <Section title={strings.list.lastMatch}>
            <LastMatch matches={list.matches} />
          </Section>
          <Section title={strings.list.usedBy}>
            {isUsed(list) === false ? (
              <Text c="dimmed">{strings.list.notUsed}</Text>
            ) : (
              <ListUses list={list} />
            )}
          </Section>
        </div>
      </div>
    </Page>
  );
}

/** An import that waits for somebody, above everything else. A list has one such import at most, its newest. */
function Unfinished({ list }: { list: List }) {
  const mayWrite = useMay()("lists.write");
  const newest = useQuery(importsQuery(list.id, undefined, 1)).data?.data.at(0);
  if (!newest?.resumable) return null;
  return (
    <div className={classes.unfinished}>
      <UnfinishedImport
        unfinished={newest}
        mayWrite={mayWrite}
        archived={list.archived_at !== null}
      />
    </div>
  );
}

function Views({ list, mayWrite }: { list: List; mayWrite: boolean }) {
  const [query] = useSearchParams();
  const navigate = useNavigate();
  const view = listViewOf(query);
  const go = (to: string | null) => {
    void navigate(to === null || to === "items" ? "?" : `?view=${to}`);
  };
  return (
    <Tabs value={view} keepMounted={false} onChange={go} className={classes.views}>
      <Tabs.List mb="md" aria-label={strings.list.viewsLabel}>
        {LIST_VIEWS.map((one) => (
          <Tabs.Tab key={one} value={one}>
            {strings.list.views[one]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="items">
        <ItemsSection list={list} mayWrite={mayWrite} />
      </Tabs.Panel>
      <Tabs.Panel value="history">
        <HistoryTab list={list} />
      </Tabs.Panel>
      <Tabs.Panel value="imports">
        <ImportsTab list={list} />
      </Tabs.Panel>
    </Tabs>
  );
}

function ListActions({ list }: { list: List }) {
  const [archiving, setArchiving] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setArchiving(true)}>
        {strings.list.archive}
      </Button>
      <Button
        component={Link}
        to={paths.importIntoList(list.id)}
        variant="default"
        leftSection={<IconFileImport size={16} aria-hidden="true" />}
      >
        {strings.list.import}
      </Button>
      {archiving && <ArchiveDialog list={list} onClose={() => setArchiving(false)} />}
    </>
  );
}
