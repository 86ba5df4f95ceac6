//! Lists and their items.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::ids::ItemId;
use pointsman_domain::list::{ListKind, ListType};
use pointsman_storage::lists::{
    self, AddItem, ArchivedFilter, InsertList, Item, ItemPosition, ItemSet, List, ListPosition,
    NewItem, NewList, Removal, RemoveItem, RevisionChange, add_item, changes, item, items, load,
    remove_item,
};
use pointsman_storage::revisions;

use crate::databases::Fixture;
use crate::fixtures::{ann, at, at_once, insert_list, item_id, list_id, new_item};

pub(crate) async fn a_list_has_one_key(fixture: Fixture) {
    let before = fixture.read(revisions::read).await.lists;
    let first = insert_list(&fixture, "Blocked", "blocked").await;
    let new = NewList {
        id: list_id(),
        name: "Other".to_owned(),
        key: first.key.clone(),
        kind: ListKind::Text { field: "company".parse().unwrap() },
        description: Some("why".to_owned()),
        created_at: at(1),
        created_by: ann(),
    };
    let outcome = fixture.write(move |tx| lists::insert(tx, &new)).await;
    assert_eq!(outcome, InsertList::KeyTaken { by: first.id });
    let (id, key) = (first.id, first.key.clone());
    assert_eq!(fixture.read(move |tx| lists::get(tx, id)).await, Some(first.clone()));
    assert_eq!(fixture.read(move |tx| lists::by_key(tx, &key)).await, Some(first.clone()));
    let changed =
        fixture.write(move |tx| lists::update(tx, id, "Barred", Some("d"), at(9))).await.unwrap();
    let expected = List {
        name: "Barred".to_owned(),
        description: Some("d".to_owned()),
        updated_at: at(9),
        ..first
    };
    assert_eq!(changed, expected);
    for name in ["Allowed", "Cities"] {
        insert_list(&fixture, name, &name.to_lowercase()).await;
    }
    let archived = fixture.write(move |tx| lists::archive(tx, id, at(10), &ann())).await.unwrap();
    assert_eq!(archived.archived_at, Some(at(10)));
    let names = |filter, list_type, after: Option<ListPosition>, limit| {
        let page =
            fixture.read(move |tx| lists::page(tx, filter, list_type, after.as_ref(), limit));
        async {
            let page = page.await;
            let names: Vec<String> = page.rows.into_iter().map(|list| list.name).collect();
            (names, page.next)
        }
    };
    let country = Some(ListType::Country);
    assert_eq!(names(ArchivedFilter::Active, None, None, 9).await.0, ["Allowed", "Cities"]);
    assert_eq!(names(ArchivedFilter::Archived, country, None, 9).await.0, ["Barred"]);
    assert_eq!(names(ArchivedFilter::All, Some(ListType::IpAddress), None, 9).await.0, [""; 0]);
    let (first, next) = names(ArchivedFilter::All, country, None, 2).await;
    let (rest, end) = names(ArchivedFilter::All, country, next, 2).await;
    assert_eq!(
        (first, rest, end),
        (vec!["Allowed".into(), "Barred".into()], vec!["Cities".into()], None)
    );
    assert_eq!(fixture.read(lists::active).await.len(), 2);
    let refused = fixture.write(move |tx| add_item(tx, id, &new_item("US", 11))).await;
    assert_eq!(refused, AddItem::Archived);
    assert!(fixture.read(revisions::read).await.lists >= before + 5);
}

fn added(outcome: AddItem) -> Item {
    match outcome {
        AddItem::Added(item) => item,
        other => panic!("not added: {other:?}"),
    }
}

pub(crate) async fn items_live_from_revision_to_revision(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let add =
        |value: &'static str, n| fixture.write(move |tx| add_item(tx, list, &new_item(value, n)));
    let us = added(add("US", 1).await);
    let ca = added(add("CA", 2).await);
    assert_eq!(add("US", 3).await, AddItem::Present(us.clone()));
    let id = us.id;
    let removed =
        fixture.write(move |tx| remove_item(tx, list, id, item_id(), at(4), &ann())).await;
    let removal = Removal { revision: 3, at: at(4), by: ann(), erased: None };
    let gone = Item { removed: Some(Box::new(removal)), ..us.clone() };
    assert_eq!(removed, RemoveItem::Removed(gone.clone()));
    let again = fixture.write(move |tx| remove_item(tx, list, id, item_id(), at(5), &ann())).await;
    assert_eq!(again, RemoveItem::NotFound);
    let back = added(add("US", 6).await);
    assert_ne!(back.id, us.id);
    let revisions = [us.added_revision, ca.added_revision, back.added_revision];
    assert_eq!(revisions, [1, 2, 4]);
    let present = fixture.read(move |tx| lists::get(tx, list)).await.unwrap();
    assert_eq!((present.revision, present.items, present.updated_at), (4, 2, at(6)));
    assert_eq!(fixture.read(move |tx| item(tx, list, id)).await, Some(gone));
    let id = back.id;
    assert_eq!(fixture.read(move |tx| item(tx, list, id)).await, Some(back));
    // From every past revision the changes lead to the same contents.
    let contents = BTreeMap::from([(ca.id, "CA".to_owned()), (id, "US".to_owned())]);
    let past = [
        BTreeMap::new(),
        BTreeMap::from([(us.id, "US".to_owned())]),
        BTreeMap::from([(us.id, "US".to_owned()), (ca.id, "CA".to_owned())]),
        BTreeMap::from([(ca.id, "CA".to_owned())]),
        contents.clone(),
    ];
    for (revision, mut index) in (0..).zip(past) {
        let changes = fixture.read(move |tx| changes(tx, list, revision, 10)).await.unwrap();
        for item in changes.removed {
            assert_eq!(index.remove(&item.id), Some(item.value));
        }
        for item in changes.added {
            assert_eq!(index.insert(item.id, item.value), None);
        }
        assert_eq!(index, contents, "from revision {revision}");
    }
    assert_eq!(fixture.read(move |tx| changes(tx, list, 0, 1)).await, None);
    // Whatever came or went counts, also what did both.
    for (revision, due) in (0..).zip([
        vec![us.id, ca.id, id],
        vec![us.id, ca.id, id],
        vec![us.id, id],
        vec![id],
        vec![],
    ]) {
        let touched = fixture.read(move |tx| lists::touched(tx, list, revision, 3)).await.unwrap();
        let touched: BTreeSet<ItemId> = touched.into_iter().map(|item| item.id).collect();
        assert_eq!(touched, due.into_iter().collect(), "from revision {revision}");
    }
    assert_eq!(fixture.read(move |tx| lists::touched(tx, list, 0, 2)).await, None);
}

pub(crate) async fn items_are_paged_and_searched(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let other = insert_list(&fixture, "Others", "others").await.id;
    let values = ["a.example", "b.example", "ab.example", "*.a.example", "aé", "az"];
    for value in values {
        fixture.write(move |tx| add_item(tx, list, &new_item(value, 1))).await;
        fixture.write(move |tx| add_item(tx, other, &new_item(value, 1))).await;
    }
    let newest: Vec<&str> = values.into_iter().rev().collect();
    let cases: [(Option<&str>, Vec<&str>); 5] = [
        (None, newest),
        (Some("a"), vec!["a.example", "ab.example", "az", "aé"]),
        (Some("ab."), vec!["ab.example"]),
        (Some("*"), vec!["*.a.example"]),
        (Some("%"), vec![]),
    ];
    for (beginning, expected) in cases {
        let mut shown = Vec::new();
        let mut after: Option<ItemPosition> = None;
        loop {
            let page = fixture
                .read(move |tx| items(tx, list, ItemSet::Present, beginning, after.as_ref(), 2))
                .await;
            shown.extend(page.rows.into_iter().filter_map(|item| item.value));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(shown, expected, "{beginning:?}");
    }
    let first = fixture.read(move |tx| load(tx, list, None, 4)).await;
    let next = first.next;
    let rest = fixture.read(move |tx| load(tx, list, next, 4)).await;
    let loaded: Vec<String> =
        first.rows.into_iter().chain(rest.rows).map(|item| item.value).collect();
    assert_eq!(loaded, values);
    let unknown = item_id();
    let removed =
        fixture.write(move |tx| remove_item(tx, list, unknown, item_id(), at(4), &ann())).await;
    assert_eq!(removed, RemoveItem::NotFound);
}

pub(crate) async fn one_of_many_equal_items_is_added(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let outcomes = at_once(&fixture, 40, move |n, tx| {
        let value = ["US", "CA"][n % 2];
        add_item(tx, list, &new_item(value, 1))
    })
    .await;
    let added = outcomes.iter().filter(|outcome| matches!(outcome, AddItem::Added(_))).count();
    assert_eq!(added, 2);
    let present = fixture.read(move |tx| lists::get(tx, list)).await.unwrap();
    assert_eq!((present.revision, present.items), (2, 2));
}

fn new_list(name: &str, kind: ListKind) -> NewList {
    NewList {
        id: list_id(),
        name: name.to_owned(),
        key: name.to_lowercase().parse().unwrap(),
        kind,
        description: None,
        created_at: at(1),
        created_by: ann(),
    }
}

pub(crate) async fn a_list_of_texts_keeps_its_field(fixture: Fixture) {
    for (name, field) in [("Companies", Some("company")), ("Names", None)] {
        let kind =
            field.map_or(ListKind::Name, |field| ListKind::Text { field: field.parse().unwrap() });
        let new = new_list(name, kind.clone());
        let id = new.id;
        let made = fixture.write(move |tx| lists::insert(tx, &new)).await;
        let list = fixture.read(move |tx| lists::get(tx, id)).await.unwrap();
        assert_eq!(list.kind, kind);
        assert_eq!(made, InsertList::Inserted(list));
    }
}

pub(crate) async fn a_name_is_kept_as_it_was_written(fixture: Fixture) {
    let new = new_list("Names", ListKind::Name);
    let list = new.id;
    fixture.write(move |tx| lists::insert(tx, &new)).await;
    let written = Some("García\tJosé".to_owned());
    let new = NewItem { written: written.clone(), ..new_item("garcia\tjose\t0.9", 2) };
    let jose = added(fixture.write(move |tx| add_item(tx, list, &new)).await);
    assert_eq!(jose.written, written);
    let smith = added(fixture.write(move |tx| add_item(tx, list, &new_item("smith", 3))).await);
    let other = NewItem { written: Some("other".to_owned()), ..new_item("smith", 4) };
    let again = fixture.write(move |tx| add_item(tx, list, &other)).await;
    assert_eq!(again, AddItem::Present(smith.clone()), "who comes first is read");
    let page = fixture.read(move |tx| items(tx, list, ItemSet::Present, Some("g"), None, 9)).await;
    assert_eq!(page.rows, std::slice::from_ref(&jose));
    let ids = [jose.id, smith.id, item_id()];
    let texts = fixture.read(move |tx| lists::values_of(tx, &ids)).await;
    let expected =
        [(jose.id, "José García, first name alike from 0.9"), (smith.id, "smith, any first name")];
    assert_eq!(texts, expected.map(|(id, text)| (id, text.to_owned())).into());
    let revisions = fixture.read(move |tx| lists::history(tx, list, None, 9)).await.rows;
    let named = |text: &str| {
        let says = |change: &RevisionChange| format!("{change:?}").contains(text);
        revisions.iter().any(|revision| says(&revision.change))
    };
    assert!(named("José García, first name") && named("smith, any"), "{revisions:?}");
    let id = jose.id;
    fixture.write(move |tx| remove_item(tx, list, id, item_id(), at(5), &ann())).await;
    fixture.write(move |tx| lists::erase_item(tx, list, id, at(6), &ann())).await;
    let erased = fixture.read(move |tx| item(tx, list, id)).await.unwrap();
    assert_eq!((erased.value.clone(), erased.written.clone(), erased.text()), (None, None, None));
}
