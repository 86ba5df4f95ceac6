//! The record of changes: what comes back, and that the chain holds whatever happens around it.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::WorkflowsSection;
use pointsman_storage::audit::{
    self, Action, ActorKind, AuditFilter, AuditPosition, Entry, Erasable, Fault, Harm, Head, Kept,
    NewEntry, Personal, Plain, Subject, SubjectKind, Verified, Verifier, Verifying, Via, Who,
};
use pointsman_storage::{Actor, StorageError};
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{ann, at, at_once, inquiry_id, item_id, list_id, new_entry, workflow_id};

/// Few at a time, so that a check goes on more than once.
const STEP: usize = 7;

pub(crate) async fn verify(fixture: &Fixture, against: Option<Head>) -> Verified {
    let mut state = fixture.read(move |tx| Verifier::begin(tx, against)).await;
    loop {
        match state {
            Verifying::Done(verified) => return verified,
            Verifying::More(verifier) => {
                state = fixture.read(move |tx| verifier.step(tx, STEP)).await;
            }
        }
    }
}

pub(crate) async fn append(fixture: &Fixture, entry: NewEntry) -> Head {
    fixture.write(move |tx| audit::append(tx, &entry)).await
}

async fn all(fixture: &Fixture, filter: AuditFilter) -> Vec<Entry> {
    let mut found = Vec::new();
    let mut after: Option<AuditPosition> = None;
    loop {
        let filter = filter.clone();
        let page = fixture.read(move |tx| audit::page(tx, &filter, after, 3)).await;
        found.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

pub(crate) async fn entries_come_back(fixture: Fixture) {
    let empty = fixture.read(audit::head).await;
    assert_eq!(empty, Head::EMPTY);
    assert_eq!(verify(&fixture, None).await, Verified { head: empty, erased: 0, fault: None });
    let (list, item) = (list_id(), item_id());
    let entry = NewEntry {
        address: Some("192.0.2.7".to_owned()),
        plain: Plain::none().after("revision", 4),
        personal: Personal::none().after("value", "Ä\u{0}").changed("note", None::<&str>, "x"),
        ..new_entry(1, Action::ListItemAdded, Subject::Item(list, item))
    };
    let head = append(&fixture, entry).await;
    assert_eq!(head.seq, 1);
    assert_eq!(fixture.read(audit::head).await, head);
    let found = fixture.read(|tx| audit::get(tx, 1)).await.unwrap();
    let Actor::Member { id, .. } = ann() else { panic!("Ann is a member") };
    let sides = |value| serde_json::from_value(value).unwrap();
    let expected = Entry {
        seq: 1,
        at: at(1),
        actor: ActorKind::Member,
        actor_id: id.to_string(),
        via: Via::Session,
        who: Kept::Present(Who {
            name: Some("Ann".to_owned()),
            address: Some("192.0.2.7".to_owned()),
        }),
        action: Action::ListItemAdded,
        subject: SubjectKind::List,
        subject_id: list.to_string(),
        item: Some(item),
        plain: sides(json!({"after": {"revision": 4}})),
        personal: Kept::Present(sides(json!({"after": {"value": "Ä\u{0}", "note": "x"}}))),
        hash: head.hash,
    };
    assert_eq!(found, expected);
    let system = NewEntry {
        by: Actor::System,
        via: Via::CommandLine,
        ..new_entry(2, Action::WorkflowOrderChanged, Subject::WorkflowOrder)
    };
    append(&fixture, system).await;
    let found = fixture.read(|tx| audit::get(tx, 2)).await.unwrap();
    assert_eq!((found.actor_id.as_str(), found.subject_id.as_str()), ("system", "workflow_order"));
    assert_eq!((found.who, found.personal), (Kept::Present(Who::default()), Kept::Nothing));
    assert_eq!(fixture.read(|tx| audit::get(tx, 3)).await, None);
    assert_eq!(verify(&fixture, Some(head)).await.fault, None);
}

pub(crate) async fn filters_agree_with_the_naive_ones(fixture: Fixture) {
    let (workflow, list, item, inquiry) = (workflow_id(), list_id(), item_id(), inquiry_id());
    let member: MemberId = "mbr_00000000000000000000000002".parse().unwrap();
    let bob = Actor::Member { id: member, name: "Bob".to_owned() };
    let subjects = [
        (Action::WorkflowStarted, Subject::Workflow(workflow)),
        (Action::ListItemAdded, Subject::Item(list, item)),
        (Action::ListUpdated, Subject::List(list)),
        (Action::InquiryApproved, Subject::Inquiry(inquiry)),
    ];
    for n in 0..16_i64 {
        let (action, subject) = subjects[usize::try_from(n % 4).unwrap()];
        let by = if n % 3 == 0 { bob.clone() } else { ann() };
        // Clocks of several nodes do not agree: later numbers may have earlier moments.
        append(&fixture, NewEntry { by, ..new_entry(n ^ 1, action, subject) }).await;
    }
    let everything = all(&fixture, AuditFilter::default()).await;
    let order: Vec<(Timestamp, i64)> = everything.iter().map(|e| (e.at, e.seq)).collect();
    assert_eq!(everything.len(), 16);
    assert!(order.is_sorted_by(|a, b| a > b), "{order:?}");
    let some = |text: &dyn ToString| Some(text.to_string());
    let none = AuditFilter::default();
    for (filter, count) in [
        (AuditFilter { actor: some(&member), ..none.clone() }, 6),
        (AuditFilter { action: Some(Action::ListUpdated), ..none.clone() }, 4),
        (AuditFilter { subject: some(&list), ..none.clone() }, 8),
        (AuditFilter { subject: some(&item), ..none.clone() }, 4),
        (AuditFilter { subject: some(&inquiry), actor: some(&member), ..none.clone() }, 2),
        (AuditFilter { from: Some(at(4)), to: Some(at(9)), ..none.clone() }, 5),
        (AuditFilter { workflows: WorkflowsSection::Hidden, ..none.clone() }, 12),
        (
            AuditFilter {
                workflows: WorkflowsSection::Hidden,
                actor: some(&member),
                ..none.clone()
            },
            4,
        ),
        (AuditFilter { subject: some(&workflow_id()), ..none }, 0),
    ] {
        let naive: Vec<Entry> = everything
            .iter()
            .filter(|entry| filter.actor.as_ref().is_none_or(|actor| *actor == entry.actor_id))
            .filter(|entry| filter.action.is_none_or(|action| action == entry.action))
            .filter(|entry| {
                let item = entry.item.map(|item| item.to_string());
                let is = |id: &String| entry.subject_id == *id || item.as_ref() == Some(id);
                filter.subject.as_ref().is_none_or(is)
            })
            .filter(|entry| filter.from.is_none_or(|from| entry.at >= from))
            .filter(|entry| filter.to.is_none_or(|to| entry.at < to))
            .filter(|entry| {
                filter.workflows == WorkflowsSection::Shown || !entry.subject.is_of_workflows()
            })
            .cloned()
            .collect();
        assert_eq!(naive.len(), count, "{filter:?}");
        assert_eq!(all(&fixture, filter.clone()).await, naive, "{filter:?}");
    }
}

pub(crate) async fn fifty_at_once_leave_no_gap(fixture: Fixture) {
    const CHANGES: i64 = 50;
    let heads = at_once(&fixture, 50, |n, tx| {
        // A change and, last, its entry, as everywhere.
        pointsman_storage::inquiries::insert(tx, &crate::fixtures::new_inquiry(1))?;
        let n = i64::try_from(n).unwrap();
        audit::append(tx, &new_entry(n, Action::ListUpdated, Subject::List(list_id())))
    })
    .await;
    let mut numbers: Vec<i64> = heads.iter().map(|head| head.seq).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=CHANGES).collect::<Vec<_>>());
    let verified = verify(&fixture, None).await;
    assert_eq!((verified.head.seq, verified.fault), (CHANGES, None));
    for head in heads {
        assert_eq!(verify(&fixture, Some(head)).await.fault, None);
    }
}

pub(crate) async fn a_change_that_fails_leaves_no_entry(fixture: Fixture) {
    let entry = new_entry(1, Action::ListUpdated, Subject::List(list_id()));
    let doomed = entry.clone();
    let failed = fixture
        .storage
        .write(move |tx| {
            audit::append(tx, &doomed)?;
            Err::<(), _>(StorageError::Closed)
        })
        .await;
    assert_eq!(failed, Err(StorageError::Closed));
    assert_eq!(append(&fixture, entry).await.seq, 1);
    assert_eq!(verify(&fixture, None).await.fault, None);
}

pub(crate) async fn erased_values_leave_the_chain_whole(fixture: Fixture) {
    let (list, item, other, inquiry) = (list_id(), item_id(), item_id(), inquiry_id());
    let value = || Personal::none().after("value", "203.0.113.7");
    let mut head = Head::EMPTY;
    for (n, subject, action) in [
        (1, Subject::Item(list, item), Action::ListItemAdded),
        (2, Subject::Item(list, other), Action::ListItemAdded),
        (3, Subject::Inquiry(inquiry), Action::InquiryApproved),
        (4, Subject::Item(list, item), Action::ListItemRemoved),
        (5, Subject::List(list), Action::ListUpdated),
    ] {
        head =
            append(&fixture, NewEntry { personal: value(), ..new_entry(n, action, subject) }).await;
    }
    let erased =
        fixture.write(move |tx| audit::erase_personal(tx, Erasable::Item(item), at(9))).await;
    assert_eq!(erased, 2);
    let again =
        fixture.write(move |tx| audit::erase_personal(tx, Erasable::Item(item), at(10))).await;
    assert_eq!(again, 0);
    let of_inquiry = Erasable::Inquiry(inquiry);
    let erased = fixture.write(move |tx| audit::erase_personal(tx, of_inquiry, at(9))).await;
    assert_eq!(erased, 1);
    for (seq, is_erased) in [(1, true), (2, false), (3, true), (4, true), (5, false)] {
        let entry = fixture.read(move |tx| audit::get(tx, seq)).await.unwrap();
        assert_eq!(entry.personal == Kept::Erased { at: at(9) }, is_erased, "{seq}");
        assert!(matches!(entry.who, Kept::Present(_)), "who did it stays");
    }
    let untold = verify(&fixture, Some(head)).await.fault;
    assert_eq!(untold, Some(Fault::What { seq: 1, how: Harm::Removed }), "no entry tells why");
    for (n, subject, action) in [
        (6, Subject::Item(list, item), Action::ListItemErased),
        (7, Subject::Inquiry(inquiry), Action::InquiryErased),
    ] {
        head = append(&fixture, new_entry(n, action, subject)).await;
    }
    assert_eq!(
        verify(&fixture, Some(head)).await,
        Verified { head, erased: 3, fault: None },
        "the chain still holds"
    );
}
