//! What becomes of items: their history, erasing, and when they matched.

use pointsman_domain::attribute::ListMatch;
use pointsman_domain::ids::{CountingIds, ImportId, InquiryId, ItemId, ListId};
use pointsman_storage::inquiries::{self, Completion};
use pointsman_storage::lists::{
    self, AddItem, Attempt, BadLine, Chunk, ERASED_LINE, EraseItem, Erasure, FoundLines, Item,
    ItemPosition, ItemSet, LastMatch, MATCHES_COUNTED, Matches, NewImport, RemoveItem, Revision,
    RevisionChange, StagedItem, add_item, bad_lines, begin_import, changes, erase_bad_lines,
    erase_item, find_bad_lines, finish_import, history, item, items, matches_of_items,
    matches_of_lists, remove_item, stage_import,
};

use pointsman_storage::Transaction;

use crate::databases::Fixture;
use crate::fixtures::{
    ann, at, completion, insert_inquiry, insert_list, item_id, new_inquiry, new_item,
};

static IDS: CountingIds = CountingIds::starting_at(1);

async fn add(fixture: &Fixture, list: ListId, value: &'static str, n: i64) -> Item {
    match fixture.write(move |tx| add_item(tx, list, &new_item(value, n))).await {
        AddItem::Added(item) => item,
        other => panic!("not added: {other:?}"),
    }
}

async fn remove(fixture: &Fixture, list: ListId, id: ItemId, n: i64) -> Item {
    match fixture.write(move |tx| remove_item(tx, list, id, item_id(), at(n), &ann())).await {
        RemoveItem::Removed(item) => item,
        RemoveItem::NotFound => panic!("not removed"),
    }
}

/// An import of these values, finished or not.
async fn import(
    fixture: &Fixture,
    list: ListId,
    values: &[&str],
    bad: Vec<BadLine>,
    finish: bool,
) -> ImportId {
    let id = ImportId::new(&IDS, at(0));
    let new = NewImport { id, list, bytes_total: None, started_at: at(5), started_by: ann() };
    fixture.write(move |tx| begin_import(tx, &new)).await;
    let staged = |value: &&str| StagedItem {
        id: item_id(),
        value: (*value).to_owned(),
        written: None,
        note: None,
    };
    let items: Vec<StagedItem> = values.iter().map(staged).collect();
    let chunk = Chunk { items, bad, lines: 9, bytes: 90, digest: None, at: at(6) };
    let attempt = Attempt { import: id, number: 1 };
    fixture.write(move |tx| stage_import(tx, attempt, &chunk)).await;
    if finish {
        fixture.write(move |tx| finish_import(tx, attempt, at(7))).await;
    }
    id
}

/// All values of a set, page by page; an erased one is a dash.
async fn values(
    fixture: &Fixture,
    list: ListId,
    set: ItemSet,
    beginning: Option<&'static str>,
) -> Vec<String> {
    let mut shown = Vec::new();
    let mut after: Option<ItemPosition> = None;
    loop {
        let page = fixture.read(move |tx| items(tx, list, set, beginning, after.as_ref(), 2)).await;
        assert!(page.rows.len() <= 2);
        shown.extend(page.rows.into_iter().map(|item| item.value.unwrap_or("-".to_owned())));
        after = page.next;
        if after.is_none() {
            return shown;
        }
    }
}

pub(crate) async fn any_past_revision_can_be_asked(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let us = add(&fixture, list, "US", 1).await;
    add(&fixture, list, "CA", 2).await;
    import(&fixture, list, &["FR", "US", "DE"], Vec::new(), true).await;
    remove(&fixture, list, us.id, 8).await;
    add(&fixture, list, "US", 9).await;
    import(&fixture, list, &["IT"], Vec::new(), false).await;
    add(&fixture, list, "CH", 10).await;
    let mut past: Vec<Vec<String>> = Vec::new();
    for revision in 0..=6 {
        let mut at = values(&fixture, list, ItemSet::AtRevision(revision), None).await;
        let mut by_value = values(&fixture, list, ItemSet::AtRevision(revision), Some("")).await;
        assert!(by_value.is_sorted());
        at.sort_unstable();
        by_value.sort_unstable();
        assert_eq!(at, by_value);
        past.push(at);
    }
    let expected: [&[&str]; 7] = [
        &[],
        &["US"],
        &["CA", "US"],
        &["CA", "DE", "FR", "US"],
        &["CA", "DE", "FR"],
        &["CA", "DE", "FR", "US"],
        &["CA", "CH", "DE", "FR", "US"],
    ];
    assert_eq!(past, expected);
    assert_eq!(values(&fixture, list, ItemSet::Removed, None).await, ["US"]);
    let all = values(&fixture, list, ItemSet::All, None).await;
    assert_eq!(all, ["CH", "US", "DE", "FR", "CA", "US"], "newest first");
    assert_eq!(values(&fixture, list, ItemSet::All, Some("U")).await, ["US", "US"]);
    let told = revisions(&fixture, list).await;
    let told: Vec<(i64, i64, String)> = told
        .into_iter()
        .map(|revision| {
            let what = match revision.change {
                RevisionChange::Added(item) => format!("+{}", item.value.unwrap_or_default()),
                RevisionChange::Removed(item) => format!("-{}", item.value.unwrap_or_default()),
                RevisionChange::Imported { added, .. } => format!("imported {added}"),
            };
            assert_eq!(revision.by, ann());
            (
                revision.revision,
                (revision.at.microseconds() - at(0).microseconds()) / 1_000_000,
                what,
            )
        })
        .collect();
    let expected = [
        (6, 10, "+CH"),
        (5, 9, "+US"),
        (4, 8, "-US"),
        (3, 7, "imported 2"),
        (2, 2, "+CA"),
        (1, 1, "+US"),
    ];
    assert_eq!(told, expected.map(|(revision, at, what)| (revision, at, what.to_owned())));
}

async fn revisions(fixture: &Fixture, list: ListId) -> Vec<Revision> {
    let mut told = Vec::new();
    let mut before = None;
    loop {
        let page = fixture.read(move |tx| history(tx, list, before, 2)).await;
        told.extend(page.rows);
        before = page.next;
        if before.is_none() {
            return told;
        }
    }
}

pub(crate) async fn removed_items_are_found_and_erased(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let us = add(&fixture, list, "US", 1).await;
    let ca = add(&fixture, list, "CA", 2).await;
    let erase = |id: ItemId, n| fixture.write(move |tx| erase_item(tx, list, id, at(n), &ann()));
    assert_eq!(erase(us.id, 3).await, EraseItem::Present(us.clone()));
    let gone = remove(&fixture, list, us.id, 4).await;
    let unknown = item_id();
    assert_eq!(erase(unknown, 5).await, EraseItem::NotFound);
    let EraseItem::Erased(erasure) = erase(us.id, 5).await else { panic!("not erased") };
    let Erasure { item: erased, others, present, import } = *erasure;
    assert_eq!((others, present, import), (vec![], vec![], None));
    let mut removal = gone.removed.clone().unwrap();
    removal.erased = Some((at(5), ann()));
    assert_eq!(erased, Item { value: None, note: None, removed: Some(removal), ..gone });
    assert_eq!(erase(us.id, 6).await, EraseItem::ErasedBefore(erased.clone()));
    let id = us.id;
    assert_eq!(fixture.read(move |tx| item(tx, list, id)).await, Some(erased));
    // Its interval stays: what was asked before is answered as before, but for the value.
    assert_eq!(values(&fixture, list, ItemSet::AtRevision(2), None).await, ["CA", "-"]);
    assert_eq!(values(&fixture, list, ItemSet::Removed, None).await, ["-"]);
    assert_eq!(values(&fixture, list, ItemSet::All, Some("U")).await, [""; 0]);
    let since = fixture.read(move |tx| changes(tx, list, 2, 10)).await.unwrap();
    assert_eq!((since.removed[0].id, since.removed[0].value.as_str()), (us.id, ""));
    let told = revisions(&fixture, list).await;
    assert!(matches!(&told[0].change, RevisionChange::Removed(item) if item.value.is_none()));
    let present = fixture.read(move |tx| lists::get(tx, list)).await.unwrap();
    assert_eq!((present.revision, present.items), (3, 1), "erasing is no change of the contents");
    // The value is free again.
    assert!(add(&fixture, list, "US", 7).await.id > ca.id);
}

pub(crate) async fn an_archived_list_lets_go_of_an_item_that_is_erased(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let us = add(&fixture, list, "US", 1).await;
    fixture.write(move |tx| lists::archive(tx, list, at(2), &ann())).await;
    let outcome = fixture.write(move |tx| erase_item(tx, list, us.id, at(3), &ann())).await;
    let EraseItem::Erased(erasure) = outcome else { panic!("{outcome:?}") };
    assert_eq!((erasure.item.value, erasure.item.removed.unwrap().revision), (None, 2));
    let present = fixture.read(move |tx| lists::get(tx, list)).await.unwrap();
    assert_eq!((present.revision, present.items), (2, 0));
}

pub(crate) async fn a_value_is_erased_from_the_whole_past(fixture: Fixture) {
    let list = insert_list(&fixture, "People", "people").await;
    let (list, other) = (list.id, insert_list(&fixture, "Others", "others").await.id);
    let mut gone = Vec::new();
    for (n, value) in [(1, "US"), (2, "US"), (3, "USA"), (4, "U"), (5, "US")] {
        let id = add(&fixture, list, value, 2 * n).await.id;
        remove(&fixture, list, id, 2 * n + 1).await;
        gone.push(id);
    }
    let elsewhere = add(&fixture, other, "US", 20).await.id;
    remove(&fixture, other, elsewhere, 21).await;
    let present = add(&fixture, list, "US", 22).await.id;
    let id = gone[1];
    let outcome = fixture.write(move |tx| erase_item(tx, list, id, at(30), &ann())).await;
    let EraseItem::Erased(erasure) = outcome else { panic!("{outcome:?}") };
    assert_eq!((erasure.item.id, &erasure.others[..]), (id, &[gone[0], gone[4]][..]));
    assert_eq!((erasure.present, erasure.import), (vec![present], None));
    assert_eq!(values(&fixture, list, ItemSet::Removed, None).await, ["-", "U", "USA", "-", "-"]);
    assert_eq!(values(&fixture, other, ItemSet::Removed, None).await, ["US"]);
    assert_eq!(values(&fixture, list, ItemSet::Present, None).await, ["US"]);
    let id = gone[0];
    let again = fixture.write(move |tx| erase_item(tx, list, id, at(31), &ann())).await;
    assert!(matches!(again, EraseItem::ErasedBefore(_)), "{again:?}");

    // An import that has not ended brings a value.
    let ca = add(&fixture, list, "CA", 32).await.id;
    remove(&fixture, list, ca, 33).await;
    let waiting = import(&fixture, list, &["CA"], Vec::new(), false).await;
    let outcome = fixture.write(move |tx| erase_item(tx, list, ca, at(34), &ann())).await;
    let EraseItem::Erased(erasure) = outcome else { panic!("{outcome:?}") };
    assert_eq!((erasure.present, erasure.import), (vec![], Some(waiting)));
}

pub(crate) async fn bad_lines_let_go_of_what_is_erased(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let other = insert_list(&fixture, "Others", "others").await.id;
    let bad = |line: i64, value: &str, detail: &str| BadLine {
        line,
        value: value.to_owned(),
        code: "unknown_country".to_owned(),
        detail: detail.to_owned(),
    };
    let lines = || vec![bad(1, "ada", "x"), bad(2, "grace", "x"), bad(3, "x", "`ada` is none")];
    let first = import(&fixture, list, &[], lines(), true).await;
    let second = import(&fixture, list, &[], lines(), true).await;
    let elsewhere = import(&fixture, other, &[], lines(), true).await;
    let says = |text: &str| text.contains("ada");
    let none = FoundLines::default();
    let before = fixture.read(move |tx| find_bad_lines(tx, list, &none, says)).await;
    assert_eq!(before.count(), 4);
    // One that came between looking and erasing.
    let late = import(&fixture, list, &[], vec![bad(7, "x", "x"), bad(8, "ada", "x")], false).await;
    let erase = move |tx: &mut Transaction<'_>| {
        lists::lock(tx, list)?;
        let found = find_bad_lines(tx, list, &before, says)?;
        erase_bad_lines(tx, &found)?;
        Ok(found.count())
    };
    assert_eq!(fixture.write(erase).await, 5);
    let kept = fixture.read(move |tx| bad_lines(tx, late)).await;
    assert_eq!(kept, [bad(7, "x", "x"), bad(8, "", ERASED_LINE)]);
    for id in [first, second] {
        let kept = fixture.read(move |tx| bad_lines(tx, id)).await;
        assert_eq!(kept, [bad(1, "", ERASED_LINE), lines().remove(1), bad(3, "", ERASED_LINE)]);
    }
    assert_eq!(fixture.read(move |tx| bad_lines(tx, elsewhere)).await, lines());
}

/// An inquiry that item `item` of `list` matched, made in second `n`.
async fn matched(fixture: &Fixture, list: ListId, item: ItemId, n: i64) -> InquiryId {
    let inquiry = insert_inquiry(fixture, new_inquiry(n)).await;
    let id = inquiry.id;
    let mut completed: Completion = completion(n + 1, &[]);
    completed.attributes.list_matches = vec![ListMatch { list, item: Some(item), revision: 1 }];
    fixture.write(move |tx| inquiries::complete(tx, &inquiry, &completed)).await;
    id
}

pub(crate) async fn matches_are_found_and_counted(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let (often, once, never) = (item_id(), item_id(), item_id());
    let alone = matched(&fixture, list, once, 50).await;
    let mut youngest = alone;
    for n in [100, 300, 200] {
        let inquiry = matched(&fixture, list, often, n).await;
        if n == 300 {
            youngest = inquiry;
        }
    }
    let seen = |inquiry, n, recent| Matches {
        last: Some(LastMatch { inquiry, at: at(n) }),
        recent,
        recent_more: false,
    };
    let found = fixture.read(move |tx| matches_of_items(tx, &[often, once, never], at(200))).await;
    assert_eq!(found, [(often, seen(youngest, 301, 2)), (once, seen(alone, 51, 0))].into());
    let found = fixture.read(move |tx| matches_of_lists(tx, &[list], at(0))).await;
    assert_eq!(found, [(list, seen(youngest, 301, 4))].into());
    assert_eq!(fixture.read(|tx| matches_of_lists(tx, &[], at(0))).await, [].into());
    for _ in 4..MATCHES_COUNTED {
        matched(&fixture, list, never, 60).await;
    }
    let counted = |found: std::collections::BTreeMap<ListId, Matches>| {
        (found[&list].recent, found[&list].recent_more)
    };
    let found = fixture.read(move |tx| matches_of_lists(tx, &[list], at(0))).await;
    assert_eq!(counted(found), (MATCHES_COUNTED, false));
    matched(&fixture, list, never, 60).await;
    let found = fixture.read(move |tx| matches_of_lists(tx, &[list], at(0))).await;
    assert_eq!(counted(found), (MATCHES_COUNTED, true));
}
