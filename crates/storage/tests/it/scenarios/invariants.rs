//! Invariants.

use pointsman_domain::workflow::{DecisionAction, WorkflowEvent};
use pointsman_storage::invariants::{
    self, ChangeInvariant, Invariant, InvariantText, InvariantUse, NewInvariant,
};
use pointsman_storage::lists::ArchivedFilter;
use pointsman_storage::{lists, revisions};

use crate::databases::Fixture;
use crate::fixtures::{ann, at, at_once, insert_list, invariant_id};

fn on(list: &str) -> String {
    format!(r#"{{"any":[{{"attribute":"list_matches","operator":"contains","value":"{list}"}}]}}"#)
}

fn text(name: &str, whom: &str) -> InvariantText {
    InvariantText {
        name: name.to_owned(),
        whom: whom.to_owned(),
        never: vec![DecisionAction::Approve, DecisionAction::DoNothing],
    }
}

async fn insert(fixture: &Fixture, name: &str, whom: &str) -> Invariant {
    let new = NewInvariant {
        id: invariant_id(),
        event: WorkflowEvent::InquiryCompleted,
        text: text(name, whom),
        at: at(1),
        by: ann(),
    };
    fixture.write(move |tx| invariants::insert(tx, &new)).await
}

async fn change(fixture: &Fixture, of: &Invariant, seen: i64, name: &str) -> ChangeInvariant {
    let (id, text) = (of.id, text(name, &of.text.whom));
    fixture.write(move |tx| invariants::change(tx, id, seen, &text, (at(2), &ann()))).await
}

pub(crate) async fn a_change_of_an_invariant_is_a_version(fixture: Fixture) {
    let before = fixture.read(revisions::read).await.running;
    let made = insert(&fixture, "Minors", "{}").await;
    let id = made.id;
    assert_eq!(fixture.read(move |tx| invariants::get(tx, id)).await.as_ref(), Some(&made));
    let ChangeInvariant::Changed(changed) = change(&fixture, &made, 1, "Children").await else {
        panic!("not changed");
    };
    assert_eq!((changed.version, changed.text.name.as_str()), (2, "Children"));
    assert_eq!((changed.created_at, changed.written_at), (at(1), at(2)));
    let stale = change(&fixture, &made, 1, "Others").await;
    assert_eq!(stale, ChangeInvariant::Stale(changed.clone()));
    assert_eq!(fixture.read(invariants::active).await, [(*changed).clone()]);
    for (after, limit, expected) in
        [(None, 9, vec![2, 1]), (None, 1, vec![2]), (Some(2), 1, vec![1]), (Some(1), 1, vec![])]
    {
        let page = fixture.read(move |tx| invariants::versions(tx, id, after, limit)).await;
        let numbers: Vec<i64> = page.rows.iter().map(|version| version.number).collect();
        assert_eq!(numbers, expected);
        assert_eq!(page.next, (after.is_none() && limit == 1).then_some(2));
    }
    let first = fixture.read(move |tx| invariants::version(tx, id, 1)).await.unwrap();
    assert_eq!((&first.text, first.written_at, &first.written_by), (&made.text, at(1), &ann()));
    let second = fixture.read(move |tx| invariants::version(tx, id, 2)).await.unwrap();
    assert_eq!((second.text, second.written_at), (changed.text, at(2)));
    assert_eq!(fixture.read(move |tx| invariants::version(tx, id, 3)).await, None);

    let archived = fixture.write(move |tx| invariants::archive(tx, id, at(3), &ann())).await;
    assert_eq!(archived.and_then(|found| found.archived_at), Some(at(3)));
    assert_eq!(change(&fixture, &made, 2, "Others").await, ChangeInvariant::Archived);
    assert_eq!(fixture.read(invariants::active).await, []);
    let after = fixture.read(revisions::read).await.running;
    assert_eq!(after - before, 3, "each change concerns whoever publishes or starts");
    let other = Invariant { id: invariant_id(), ..made };
    assert_eq!(change(&fixture, &other, 1, "Nobody").await, ChangeInvariant::NotFound);
}

pub(crate) async fn invariants_are_shown_in_pages(fixture: Fixture) {
    let mut ids = Vec::new();
    for name in ["a", "b", "c"] {
        ids.push(insert(&fixture, name, "{}").await.id);
    }
    let second = ids[1];
    fixture.write(move |tx| invariants::archive(tx, second, at(3), &ann())).await;
    for (filter, expected) in [
        (ArchivedFilter::Active, vec![ids[0], ids[2]]),
        (ArchivedFilter::Archived, vec![ids[1]]),
        (ArchivedFilter::All, ids.clone()),
    ] {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = fixture.read(move |tx| invariants::page(tx, filter, after, 1)).await;
            found.extend(page.rows.into_iter().map(|invariant| invariant.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, expected);
    }
}

pub(crate) async fn lists_that_invariants_name_are_in_use(fixture: Fixture) {
    let list = insert_list(&fixture, "Sanctions", "sanctions").await;
    let by_key = insert(&fixture, "By key", &on("sanctions")).await;
    let by_id = insert(&fixture, "By id", &on(&list.id.to_string())).await;
    insert(&fixture, "Others", &on("others")).await;
    let names = vec![list.id.to_string(), "sanctions".to_owned()];
    let naming = |wanted: Vec<String>| fixture.read(move |tx| invariants::naming(tx, &wanted));
    let used = |name: &str, of: &Invariant| InvariantUse {
        name: name.to_owned(),
        invariant: of.id,
        invariant_name: of.text.name.clone(),
    };
    let both = [used("sanctions", &by_key), used(&list.id.to_string(), &by_id)];
    assert_eq!(naming(names.clone()).await, both);
    let id = by_key.id;
    fixture.write(move |tx| invariants::archive(tx, id, at(3), &ann())).await;
    assert_eq!(naming(names).await, both[1..]);
    assert_eq!(naming(Vec::new()).await, []);
}

/// Of two who do so at the same moment one comes later and sees what the other did.
pub(crate) async fn nobody_archives_a_list_while_an_invariant_begins_to_name_it(fixture: Fixture) {
    let list = insert_list(&fixture, "Sanctions", "sanctions").await.id;
    let done = at_once(&fixture, 12, move |n, tx| {
        if n % 2 == 0 {
            let present = lists::lock(tx, list)?;
            let is_free = invariants::naming(tx, &["sanctions".to_owned()])?.is_empty();
            if is_free && present.is_some_and(|list| list.archived_at.is_none()) {
                lists::archive(tx, list, at(2), &ann())?;
            }
            return Ok(());
        }
        if lists::get(tx, list)?.is_some_and(|list| list.archived_at.is_none()) {
            let new = NewInvariant {
                id: invariant_id(),
                event: WorkflowEvent::InquiryCompleted,
                text: text("Sanctions", &on("sanctions")),
                at: at(1),
                by: ann(),
            };
            invariants::insert(tx, &new)?;
        }
        Ok(())
    });
    assert_eq!(done.await.len(), 12);
    let is_named = !fixture.read(invariants::active).await.is_empty();
    let found = fixture.read(move |tx| lists::get(tx, list)).await.unwrap();
    assert_eq!(found.archived_at.is_some(), !is_named);
}
