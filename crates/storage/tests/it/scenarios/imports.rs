//! Imports: hidden until they are complete.

use pointsman_domain::ids::{CountingIds, ImportId, ItemId, ListId};
use pointsman_storage::lists::{
    self, AddItem, Attempt, BAD_LINES_KEPT, BadLine, BeginImport, Chunk, FinishImport, Import,
    ImportState, ItemSet, NewImport, RemoveItem, ResumeImport, StageImport, StagedItem,
    SweepImport, add_item, bad_lines, begin_import, break_off_import, cancel_import, changes,
    discard_import, fail_import, finish_import, import, imports, items, load, remove_item,
    resume_import, stage_import, sweep_import, unfinished_imports,
};
use pointsman_storage::{Transaction, revisions};

use crate::databases::Fixture;
use crate::fixtures::{ann, at, insert_list, item_id, new_item};

static IDS: CountingIds = CountingIds::starting_at(1);

fn new_import(list: ListId) -> NewImport {
    NewImport {
        id: ImportId::new(&IDS, at(0)),
        list,
        bytes_total: Some(100),
        started_at: at(5),
        started_by: ann(),
    }
}

async fn begin(fixture: &Fixture, list: ListId) -> ImportId {
    let new = new_import(list);
    match fixture.write(move |tx| begin_import(tx, &new)).await {
        BeginImport::Begun(import) => import.id,
        other => panic!("not begun: {other:?}"),
    }
}

fn chunk(items: Vec<(ItemId, String)>) -> Chunk {
    let items: Vec<StagedItem> = items
        .into_iter()
        .map(|(id, value)| {
            let written = Some(value.to_uppercase());
            StagedItem { id, written, note: Some(format!("about {value}")), value }
        })
        .collect();
    let lines = i64::try_from(items.len()).unwrap();
    Chunk { items, bad: Vec::new(), lines, bytes: 10 * lines, digest: Some([7; 32]), at: at(6) }
}

async fn stage(fixture: &Fixture, id: ImportId, values: &[&str]) -> Import {
    let items = values.iter().map(|value| (item_id(), (*value).to_owned())).collect();
    let chunk = chunk(items);
    match fixture.write(move |tx| stage_import(tx, first(id), &chunk)).await {
        StageImport::Staged(import) => import,
        other => panic!("not staged: {other:?}"),
    }
}

/// The first upload.
fn first(import: ImportId) -> Attempt {
    Attempt { import, number: 1 }
}

/// Everything by which items can be seen.
async fn visible(fixture: &Fixture, list: ListId) -> (Vec<String>, i64, i64) {
    let loaded = fixture.read(move |tx| load(tx, list, None, 100)).await;
    let mut loaded: Vec<String> = loaded.rows.into_iter().map(|item| item.value).collect();
    let paged = fixture.read(move |tx| items(tx, list, ItemSet::Present, None, None, 100)).await;
    for item in &paged.rows {
        // The items of imports have both.
        let value = item.note.as_ref().and(item.value.as_ref());
        assert_eq!(item.written, value.map(|value| value.to_uppercase()));
    }
    let mut paged: Vec<String> = paged.rows.into_iter().filter_map(|item| item.value).collect();
    let found =
        fixture.read(move |tx| items(tx, list, ItemSet::Present, Some(""), None, 100)).await;
    let found: Vec<String> = found.rows.into_iter().filter_map(|item| item.value).collect();
    let changed = fixture.read(move |tx| changes(tx, list, 0, 100)).await.unwrap();
    let mut changed: Vec<String> = changed.added.into_iter().map(|item| item.value).collect();
    loaded.sort_unstable();
    paged.sort_unstable();
    changed.sort_unstable();
    assert_eq!((&loaded, &loaded, &loaded), (&paged, &found, &changed));
    let list = fixture.read(move |tx| lists::get(tx, list)).await.unwrap();
    assert_eq!(list.items, i64::try_from(loaded.len()).unwrap());
    (loaded, list.revision, fixture.read(revisions::read).await.lists)
}

pub(crate) async fn an_import_is_visible_at_one_revision(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    fixture.write(move |tx| add_item(tx, list, &new_item("US", 1))).await;
    let before = visible(&fixture, list).await;
    let id = begin(&fixture, list).await;
    stage(&fixture, id, &["CA", "US", "CA", "FR"]).await;
    let staged = stage(&fixture, id, &["FR", "DE"]).await;
    assert_eq!((staged.added, staged.duplicates, staged.lines, staged.bytes), (3, 3, 6, 60));
    assert_eq!(visible(&fixture, list).await, before);
    let finished = fixture.write(move |tx| finish_import(tx, first(id), at(9))).await;
    let FinishImport::Completed(finished) = finished else { panic!("{finished:?}") };
    assert_eq!(finished.state, ImportState::Completed { revision: 2, at: at(9) });
    let after = visible(&fixture, list).await;
    let expected = ["CA", "DE", "FR", "US"].map(str::to_owned).to_vec();
    assert_eq!(after, (expected, 2, before.2 + 1));
    let since = fixture.read(move |tx| changes(tx, list, 1, 100)).await.unwrap();
    assert_eq!((since.added.len(), since.removed.len()), (3, 0));
    let since = fixture.read(move |tx| changes(tx, list, 2, 100)).await.unwrap();
    assert_eq!((since.added.len(), since.removed.len()), (0, 0));
    // They are items like any others now.
    let page = fixture.read(move |tx| items(tx, list, ItemSet::Present, Some("CA"), None, 1)).await;
    let item = page.rows[0].clone();
    assert_eq!((item.added_revision, item.added_at, &item.added_by), (2, at(9), &ann()));
    assert_eq!(item.note.as_deref(), Some("about CA"));
    let removed =
        fixture.write(move |tx| remove_item(tx, list, item.id, item_id(), at(10), &ann())).await;
    assert!(matches!(removed, RemoveItem::Removed(_)));
    let since = fixture.read(move |tx| changes(tx, list, 1, 100)).await.unwrap();
    assert_eq!((since.added.len(), since.removed.len()), (2, 0));
    let since = fixture.read(move |tx| changes(tx, list, 2, 100)).await.unwrap();
    assert_eq!((since.added.len(), since.removed.len()), (0, 1));
    let again = fixture.write(move |tx| finish_import(tx, first(id), at(11))).await;
    assert_eq!(again, FinishImport::Ended(finished.clone()));
    assert_eq!(fixture.read(move |tx| import(tx, id)).await, Some(finished));
}

pub(crate) async fn an_import_that_ended_leaves_nothing(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    fixture.write(move |tx| add_item(tx, list, &new_item("US", 1))).await;
    let before = visible(&fixture, list).await;
    for discard in [true, false] {
        let id = begin(&fixture, list).await;
        stage(&fixture, id, &["CA", "FR", "DE", "US"]).await;
        let end = move |tx: &mut Transaction<'_>| {
            if discard { discard_import(tx, id, at(8)) } else { fail_import(tx, first(id), at(8)) }
        };
        let ended = fixture.write(end).await.unwrap();
        let state = if discard {
            ImportState::Discarded { at: at(8) }
        } else {
            ImportState::Failed { at: at(8) }
        };
        assert_eq!(ended.state, state);
        assert_eq!(visible(&fixture, list).await, before);
        let late = fixture.write(move |tx| stage_import(tx, first(id), &chunk(Vec::new()))).await;
        assert_eq!(late, StageImport::Ended(ended.clone()));
        let late = fixture.write(move |tx| finish_import(tx, first(id), at(9))).await;
        assert_eq!(late, FinishImport::Ended(ended.clone()));
        let late = fixture.write(move |tx| resume_import(tx, id, None, at(9))).await;
        assert_eq!(late, ResumeImport::Ended(ended.clone()));
        let late = fixture.write(move |tx| discard_import(tx, id, at(9))).await;
        assert_eq!(late, Some(ended.clone()));
        assert_eq!(fixture.read(unfinished_imports).await, [ended]);
        let sweep = || fixture.write(move |tx| sweep_import(tx, id, 2));
        assert_eq!(sweep().await, SweepImport::More);
        assert_eq!(sweep().await, SweepImport::Done);
        assert_eq!(sweep().await, SweepImport::Done);
        assert_eq!(fixture.read(unfinished_imports).await, []);
        assert_eq!(visible(&fixture, list).await, before);
    }
    // Nothing is left that could be in the way.
    let outcome = fixture.write(move |tx| add_item(tx, list, &new_item("CA", 9))).await;
    assert!(matches!(outcome, AddItem::Added(_)));
    assert_eq!(visible(&fixture, list).await.0, ["CA", "US"]);
}

pub(crate) async fn a_stopped_import_is_kept_hidden_and_goes_on(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let before = visible(&fixture, list).await;
    let id = begin(&fixture, list).await;
    for (number, value) in [(1, "CA"), (2, "FR"), (3, "DE")] {
        let attempt = Attempt { import: id, number };
        let one = chunk(vec![(item_id(), value.to_owned()), (item_id(), "CA".to_owned())]);
        let staged = fixture.write(move |tx| stage_import(tx, attempt, &one)).await;
        assert!(matches!(staged, StageImport::Staged(_)), "{staged:?}");
        let running = fixture.write(move |tx| resume_import(tx, id, None, at(7))).await;
        assert!(matches!(running, ResumeImport::Running(_)), "{running:?}");
        let stop = move |tx: &mut Transaction<'_>| match number {
            1 => cancel_import(tx, id, at(8)),
            _ => break_off_import(tx, attempt, at(8)),
        };
        let stopped = fixture.write(stop).await.unwrap();
        assert!(stopped.state.is_resumable());
        let again = fixture.write(stop).await;
        assert_eq!(again, Some(stopped.clone()), "once is as good as twice");
        assert_eq!(visible(&fixture, list).await, before);
        let late = fixture.write(move |tx| stage_import(tx, attempt, &chunk(Vec::new()))).await;
        assert_eq!(late, StageImport::Ended(stopped.clone()));
        assert_eq!(fixture.write(move |tx| sweep_import(tx, id, 2)).await, SweepImport::Done);
        assert_eq!(fixture.read(unfinished_imports).await, std::slice::from_ref(&stopped));
        let resumed = fixture.write(move |tx| resume_import(tx, id, Some(70), at(9))).await;
        let expected = Import {
            state: ImportState::Running,
            attempt: number + 1,
            bytes_total: Some(70),
            digest: Some([7; 32]),
            updated_at: at(9),
            ..stopped
        };
        assert_eq!(resumed, ResumeImport::Resumed(expected));
        // The upload before may still be on its way; it adds nothing and ends nothing.
        let late = fixture.write(move |tx| stage_import(tx, attempt, &chunk(Vec::new()))).await;
        assert_eq!(late, StageImport::TakenOver);
        let late = fixture.write(move |tx| finish_import(tx, attempt, at(9))).await;
        assert_eq!(late, FinishImport::TakenOver);
        let late = fixture.write(move |tx| break_off_import(tx, attempt, at(9))).await.unwrap();
        assert_eq!(late.state, ImportState::Running);
    }
    let attempt = Attempt { import: id, number: 4 };
    let finished = fixture.write(move |tx| finish_import(tx, attempt, at(9))).await;
    let FinishImport::Completed(finished) = finished else { panic!("{finished:?}") };
    assert_eq!((finished.added, finished.duplicates, finished.lines), (3, 3, 6));
    let (values, revision, _) = visible(&fixture, list).await;
    assert_eq!((values, revision), (["CA", "DE", "FR"].map(str::to_owned).to_vec(), 1));
}

pub(crate) async fn a_stopped_import_of_an_archived_list_can_only_be_discarded(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let id = begin(&fixture, list).await;
    stage(&fixture, id, &["CA"]).await;
    fixture.write(move |tx| cancel_import(tx, id, at(8))).await;
    fixture.write(move |tx| lists::archive(tx, list, at(9), &ann())).await;
    let refused = fixture.write(move |tx| resume_import(tx, id, None, at(10))).await;
    assert_eq!(refused, ResumeImport::Archived);
    let discarded = fixture.write(move |tx| discard_import(tx, id, at(11))).await.unwrap();
    assert_eq!(discarded.state, ImportState::Discarded { at: at(11) });
    let unknown = ImportId::new(&IDS, at(0));
    let nothing = fixture.write(move |tx| resume_import(tx, unknown, None, at(10))).await;
    assert_eq!(nothing, ResumeImport::NotFound);
}

pub(crate) async fn an_item_added_meanwhile_is_visible_at_once(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let id = begin(&fixture, list).await;
    stage(&fixture, id, &["CA", "FR"]).await;
    let outcome = fixture.write(move |tx| add_item(tx, list, &new_item("CA", 7))).await;
    let AddItem::Added(item) = outcome else { panic!("{outcome:?}") };
    assert_eq!(visible(&fixture, list).await.0, ["CA"]);
    let staged = stage(&fixture, id, &["CA"]).await;
    assert_eq!((staged.added, staged.duplicates), (1, 2));
    fixture.write(move |tx| finish_import(tx, first(id), at(9))).await;
    let (values, revision, _) = visible(&fixture, list).await;
    assert_eq!((values, revision), (vec!["CA".to_owned(), "FR".to_owned()], 2));
    let kept = fixture.read(move |tx| lists::item(tx, list, item.id)).await;
    assert_eq!(kept, Some(item));
    // A hidden item cannot be removed: nobody has seen it.
    let id = begin(&fixture, list).await;
    let hidden = item_id();
    let one = chunk(vec![(hidden, "DE".to_owned())]);
    fixture.write(move |tx| stage_import(tx, first(id), &one)).await;
    let removed =
        fixture.write(move |tx| remove_item(tx, list, hidden, item_id(), at(9), &ann())).await;
    assert_eq!(removed, RemoveItem::NotFound);
}

/// Whoever imports asked for it to be on the list when the import becomes visible.
pub(crate) async fn an_item_removed_meanwhile_comes_with_the_import(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let add = |value: &'static str, n| {
        fixture.write(move |tx| match add_item(tx, list, &new_item(value, n))? {
            AddItem::Added(item) => Ok(item.id),
            other => panic!("{other:?}"),
        })
    };
    let remove = |item: ItemId, n| {
        let again = item_id();
        fixture.write(move |tx| remove_item(tx, list, item, again, at(n), &ann()))
    };
    let counts = |id: ImportId| {
        fixture.read(move |tx| Ok(import(tx, id)?.map(|import| (import.added, import.duplicates))))
    };
    let (us, ca) = (add("US", 1).await, add("CA", 2).await);
    let id = begin(&fixture, list).await;
    stage(&fixture, id, &["US", "US", "FR"]).await;
    assert_eq!(counts(id).await, Some((1, 2)));
    remove(us, 6).await;
    assert_eq!(
        (visible(&fixture, list).await.0, counts(id).await),
        (vec!["CA".to_owned()], Some((2, 1)))
    );
    stage(&fixture, id, &["US"]).await;
    assert_eq!(counts(id).await, Some((2, 2)));
    // By hand again, and away again.
    let us = add("US", 7).await;
    assert_eq!(counts(id).await, Some((1, 3)));
    fixture.write(move |tx| cancel_import(tx, id, at(8))).await;
    remove(us, 9).await;
    remove(ca, 10).await;
    assert_eq!((visible(&fixture, list).await.0, counts(id).await), (vec![], Some((2, 2))));
    fixture.write(move |tx| resume_import(tx, id, None, at(11))).await;
    let second = Attempt { import: id, number: 2 };
    let finished = fixture.write(move |tx| finish_import(tx, second, at(12))).await;
    assert!(matches!(finished, FinishImport::Completed(_)), "{finished:?}");
    assert_eq!(visible(&fixture, list).await.0, ["FR", "US"].map(str::to_owned));
    // One that has ended, or was given up, brings nothing back.
    let page = fixture.read(move |tx| items(tx, list, ItemSet::Present, Some("US"), None, 1)).await;
    remove(page.rows[0].id, 13).await;
    assert_eq!(visible(&fixture, list).await.0, ["FR"]);
    let id = begin(&fixture, list).await;
    stage(&fixture, id, &["FR"]).await;
    fixture.write(move |tx| discard_import(tx, id, at(14))).await;
    let page = fixture.read(move |tx| items(tx, list, ItemSet::Present, Some("FR"), None, 1)).await;
    remove(page.rows[0].id, 15).await;
    assert_eq!((visible(&fixture, list).await.0, counts(id).await), (vec![], Some((0, 1))));
}

pub(crate) async fn a_list_has_one_open_import(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let first = begin(&fixture, list).await;
    let second = new_import(list);
    let outcome = fixture.write(move |tx| begin_import(tx, &second)).await;
    assert!(matches!(&outcome, BeginImport::OtherOpen(open) if open.id == first), "{outcome:?}");
    let same = NewImport { id: first, ..new_import(list) };
    let outcome = fixture.write(move |tx| begin_import(tx, &same)).await;
    assert_eq!(outcome, BeginImport::IdTaken);
    let attempt = Attempt { import: first, number: 1 };
    fixture.write(move |tx| finish_import(tx, attempt, at(9))).await;
    let second = begin(&fixture, list).await;
    fixture.write(move |tx| lists::archive(tx, list, at(10), &ann())).await;
    let attempt = Attempt { import: second, number: 1 };
    let outcome = fixture.write(move |tx| finish_import(tx, attempt, at(11))).await;
    let FinishImport::ListArchived(failed) = outcome else { panic!("{outcome:?}") };
    assert_eq!(failed.state, ImportState::Failed { at: at(11) });
    let late = new_import(list);
    let outcome = fixture.write(move |tx| begin_import(tx, &late)).await;
    assert_eq!(outcome, BeginImport::Archived);
    let page = fixture.read(move |tx| imports(tx, list, None, 1)).await;
    let next = page.next;
    let rest = fixture.read(move |tx| imports(tx, list, next, 1)).await;
    let ids: Vec<ImportId> = page.rows.iter().chain(&rest.rows).map(|import| import.id).collect();
    assert_eq!((ids, rest.next), (vec![second, first], None));
}

pub(crate) async fn bad_lines_are_kept_up_to_the_limit(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let id = begin(&fixture, list).await;
    let bad = |from: usize, count: usize| Chunk {
        bad: (from..from + count)
            .map(|line| BadLine {
                line: i64::try_from(line).unwrap(),
                value: "X\0\"".to_owned(),
                code: "unknown_country".to_owned(),
                detail: "`X` is not a country".to_owned(),
            })
            .collect(),
        ..chunk(Vec::new())
    };
    for chunk in [bad(1, BAD_LINES_KEPT - 1), bad(BAD_LINES_KEPT, 2), bad(5_000, 3)] {
        fixture.write(move |tx| stage_import(tx, first(id), &chunk)).await;
    }
    let counted = fixture.read(move |tx| import(tx, id)).await.unwrap().bad;
    assert_eq!(counted, i64::try_from(BAD_LINES_KEPT + 4).unwrap());
    let kept = fixture.read(move |tx| bad_lines(tx, id)).await;
    assert_eq!(kept.len(), BAD_LINES_KEPT);
    assert_eq!((kept[0].line, kept[0].value.as_str()), (1, "X\u{fffd}\""));
    assert_eq!(kept[BAD_LINES_KEPT - 1].line, i64::try_from(BAD_LINES_KEPT).unwrap());
}
