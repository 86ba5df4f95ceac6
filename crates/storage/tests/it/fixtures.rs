//! Records for scenarios. Ids and moments count upwards, so that every run is the same.

use pointsman_domain::attribute::{
    AttributeKey, AttributeValue, Attributes, ListMatch, Origin, Sourced,
};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::{
    CountingIds, EventId, InquiryId, InvariantId, ItemId, ListId, MemberId, RunId, TestId,
    WorkflowId,
};
use pointsman_domain::inquiry::{InquiryBody, SentLists, Status, Submission};
use pointsman_domain::list::ListKind;
use pointsman_domain::people::Role;
use pointsman_domain::run::{Applied, RunningVersion};
use pointsman_domain::workflow::{DecisionAction, TakenRoute, WorkflowEvent};
use pointsman_storage::audit::{Action, NewEntry, Personal, Plain, Salts, Subject, Via};
use pointsman_storage::events::Event;
use pointsman_storage::inquiries::{
    Completion, Decision, Inquiry, InsertInquiry, NewInquiry, Outcome,
};
use pointsman_storage::lists::{InsertList, List, NewItem, NewList};
use pointsman_storage::people::members::Member;
use pointsman_storage::runs::NewRun;
use pointsman_storage::workflows::{
    Change, DraftGuard, NewDraft, NewVersion, NewWorkflow, PublishOutcome, StartOutcome, Workflow,
};
use pointsman_storage::{Actor, StorageError, Transaction, inquiries, lists, workflows};
use serde_json::json;

use crate::databases::Fixture;

static IDS: CountingIds = CountingIds::starting_at(1);

/// The `n`th second of the test.
pub(crate) fn at(n: i64) -> Timestamp {
    crate::databases::OPENED.plus_seconds(n)
}

macro_rules! new_ids {
    ($($function:ident: $id:ident),*) => {
        $(pub(crate) fn $function() -> $id {
            $id::new(&IDS, at(0))
        })*
    };
}

new_ids!(
    inquiry_id: InquiryId, workflow_id: WorkflowId, run_id: RunId, list_id: ListId, item_id: ItemId,
    event_id: EventId, member_id: MemberId, invariant_id: InvariantId,
    test_id: TestId
);

pub(crate) fn ann() -> Actor {
    Actor::Member { id: "mbr_00000000000000000000000001".parse().unwrap(), name: "Ann".to_owned() }
}

pub(crate) fn member(email: &str) -> Member {
    Member {
        id: member_id(),
        email: email.to_owned(),
        name: "Ann".to_owned(),
        role: Role::Analyst,
        password_hash: "$argon2id$not-a-real-one".to_owned(),
        created_at: at(1),
        created_by: Actor::System,
        signed_in_at: None,
    }
}

/// The submission of a body, merged into an empty one.
pub(crate) fn submission(body: &serde_json::Value) -> Submission {
    let body = InquiryBody::parse(body, at(0), SentLists::Refused).unwrap();
    Submission::default().merge(&body).unwrap()
}

pub(crate) fn new_inquiry(n: i64) -> NewInquiry {
    NewInquiry {
        id: inquiry_id(),
        reference_id: None,
        template: None,
        status: Status::Created,
        submission: Submission::default(),
        tags: Vec::new(),
        created_at: at(n),
        imported: false,
    }
}

pub(crate) async fn insert_inquiry(fixture: &Fixture, new: NewInquiry) -> Inquiry {
    let outcome = fixture.write(move |tx| inquiries::insert(tx, &new)).await;
    match outcome {
        InsertInquiry::Inserted(inquiry) => *inquiry,
        InsertInquiry::ReferenceTaken { by } => panic!("the reference is taken by {by}"),
    }
}

pub(crate) fn attributes(age: i32, lists: &[ListId]) -> Attributes {
    let age = Sourced {
        value: AttributeValue::Number(Decimal::from_whole(age)),
        origin: Origin::Derived,
        from: Some("birthdate".to_owned()),
    };
    let mut lists = lists.to_vec();
    lists.sort_unstable();
    Attributes {
        values: [(AttributeKey::Age, age)].into(),
        list_matches: lists
            .into_iter()
            .map(|list| ListMatch { list, item: Some(item_id()), revision: 3 })
            .collect(),
    }
}

pub(crate) fn completion(n: i64, lists: &[ListId]) -> Completion {
    Completion {
        completed_at: at(n),
        catalogue_version: 1,
        attributes: attributes(33, lists),
        lists_unknown: false,
        digest: Some([7; 32]),
    }
}

pub(crate) fn new_run(
    workflow: WorkflowId,
    route: &str,
    outcome: DecisionAction,
    n: i64,
) -> NewRun {
    let route: TakenRoute = route.parse().unwrap();
    NewRun {
        id: run_id(),
        event: WorkflowEvent::InquiryCompleted,
        workflow,
        version: 1,
        route,
        outcome,
        actions: vec![outcome],
        applied: Applied::Yes,
        ran: vec![RunningVersion { workflow, version: 1 }],
        semantics: 1,
        trace_digest: [9; 32],
        created_at: at(n),
    }
}

pub(crate) fn decision(outcome: Outcome, n: i64) -> Decision {
    Decision { outcome, by: ann(), comment: Some("seen".to_owned()), at: at(n) }
}

pub(crate) fn change(n: i64) -> Change {
    Change { at: at(n), by: ann() }
}

pub(crate) fn draft(document: &str, etag: &str) -> NewDraft {
    NewDraft {
        document: document.to_owned(),
        etag: etag.to_owned(),
        base_version: None,
        updated_at: at(2),
        updated_by: ann(),
    }
}

pub(crate) fn new_version(document: &str) -> NewVersion {
    NewVersion {
        document: document.to_owned(),
        digest: [1; 32],
        note: "first".to_owned(),
        published_at: at(3),
        published_by: ann(),
    }
}

pub(crate) async fn insert_workflow(fixture: &Fixture, name: &str) -> Workflow {
    let new = NewWorkflow {
        id: workflow_id(),
        name: name.to_owned(),
        event: WorkflowEvent::InquiryCompleted,
        created_at: at(1),
        created_by: ann(),
    };
    fixture.write(move |tx| workflows::insert(tx, &new)).await
}

/// Publishes the next version and gives its number.
pub(crate) async fn publish(fixture: &Fixture, workflow: WorkflowId, document: &str) -> i64 {
    let document = document.to_owned();
    let outcome = fixture
        .write(move |tx| {
            workflows::put_draft(tx, workflow, DraftGuard::Absent, &draft(&document, "tag"))?;
            workflows::publish(tx, workflow, "tag", &new_version(&document))
        })
        .await;
    match outcome {
        PublishOutcome::Published(version) => version.summary.number,
        other => panic!("not published: {other:?}"),
    }
}

pub(crate) async fn start(fixture: &Fixture, workflow: WorkflowId, version: i64) -> Workflow {
    let outcome =
        fixture.write(move |tx| workflows::start(tx, workflow, version, &change(4))).await;
    match outcome {
        StartOutcome::Started(workflow) => workflow,
        other => panic!("not started: {other:?}"),
    }
}

pub(crate) async fn insert_list(fixture: &Fixture, name: &str, key: &str) -> List {
    let new = NewList {
        id: list_id(),
        name: name.to_owned(),
        key: key.parse().unwrap(),
        kind: ListKind::Country,
        description: None,
        created_at: at(1),
        created_by: ann(),
    };
    match fixture.write(move |tx| lists::insert(tx, &new)).await {
        InsertList::Inserted(list) => list,
        InsertList::KeyTaken { by } => panic!("the key is taken by {by}"),
    }
}

pub(crate) fn new_item(value: &str, n: i64) -> NewItem {
    NewItem {
        id: item_id(),
        value: value.to_owned(),
        written: None,
        note: None,
        added_at: at(n),
        added_by: ann(),
    }
}

/// An entry by Ann without values.
pub(crate) fn new_entry(n: i64, action: Action, subject: Subject) -> NewEntry {
    let byte = u8::try_from(n).unwrap();
    NewEntry {
        at: at(n),
        by: ann(),
        via: Via::Session,
        address: None,
        action,
        subject,
        plain: Plain::none(),
        personal: Personal::none(),
        salts: Salts { who: [byte; 16], what: [byte ^ 0xff; 16] },
    }
}

pub(crate) fn event(event_type: &str, inquiry: Option<InquiryId>) -> Event {
    Event {
        id: event_id(),
        event_type: event_type.to_owned(),
        inquiry,
        workflow: None,
        list: None,
        by: ann(),
        payload: json!({"text": "ä\u{0}"}),
        at: at(5),
    }
}

/// An inquiry that is in no table.
pub(crate) fn inquiry_from(new: &NewInquiry, order_no: i64) -> Inquiry {
    Inquiry {
        id: new.id,
        order_no,
        reference_id: new.reference_id.clone(),
        template: new.template.clone(),
        status: new.status,
        submission: new.submission.clone(),
        tags: new.tags.clone(),
        created_at: new.created_at,
        updated_at: new.created_at,
        imported: new.imported,
        completion: None,
        decision: None,
        left_alone: Vec::new(),
        erased_at: None,
    }
}

/// Runs the same work `count` times at once and gives all answers.
pub(crate) async fn at_once<T, W>(fixture: &Fixture, count: usize, work: W) -> Vec<T>
where
    T: Send + 'static,
    W: Fn(usize, &mut Transaction<'_>) -> Result<T, StorageError> + Clone + Send + 'static,
{
    let tasks: Vec<_> = (0..count)
        .map(|n| {
            let (storage, work) = (fixture.storage.clone(), work.clone());
            tokio::spawn(async move { storage.write(move |tx| work(n, tx)).await.unwrap() })
        })
        .collect();
    let mut answers = Vec::with_capacity(count);
    for task in tasks {
        answers.push(task.await.unwrap());
    }
    answers
}
