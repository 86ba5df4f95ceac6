//! Completion, runs, and exactly once.

use pointsman_domain::ids::{InquiryId, WorkflowId};
use pointsman_domain::inquiry::Status;
use pointsman_domain::run::{Applied, LeftAloneReason, NotAppliedReason};
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::inquiries::{self, Decision, LeftAlone, Outcome};
use pointsman_storage::runs::{self, RunFilter, RunPosition};
use pointsman_storage::{Actor, StorageError, Transaction, events, revisions};

use crate::databases::Fixture;
use crate::fixtures::{
    at, at_once, completion, event, insert_inquiry, insert_workflow, list_id, new_inquiry, new_run,
};

pub(crate) async fn a_decision_comes_back_whole(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let mut inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
    let mut run = new_run(workflow, "rt_minors", DecisionAction::Decline, 5);
    run.applied = Applied::No(NotAppliedReason::DecidedByPerson);
    let completion = completion(5, &[list_id(), list_id()]);
    inquiry.status = Status::Declined;
    inquiry.updated_at = at(5);
    inquiry.decision = Some(Decision {
        outcome: Outcome::Decline,
        by: Actor::Run { id: run.id },
        comment: None,
        at: at(5),
    });
    inquiry.left_alone =
        vec![LeftAlone { workflow, reason: LeftAloneReason::Paused, since: at(2), at: at(5) }];
    let (saved, saved_completion, saved_run) = (inquiry.clone(), completion.clone(), run.clone());
    fixture
        .write(move |tx| {
            inquiries::complete(tx, &saved, &saved_completion)?;
            runs::insert(tx, &saved, std::slice::from_ref(&saved_run))?;
            events::append(tx, &[event("inquiry.completed", Some(saved.id))])
        })
        .await;
    inquiry.completion = Some(completion);
    let id = inquiry.id;
    assert_eq!(fixture.read(move |tx| inquiries::get(tx, id)).await, Some(inquiry.clone()));
    let found = fixture.read(move |tx| runs::of_inquiries(tx, &[&inquiry])).await;
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0].run, found[0].inquiry), (&run, id));
    assert_eq!(found[0].workflow_name, "Onboarding");
    let run_id = run.id;
    assert_eq!(fixture.read(move |tx| runs::get(tx, run_id)).await.as_ref(), found.first());
    let told = fixture.read(move |tx| events::of_inquiry(tx, id)).await;
    assert_eq!(told.len(), 1);
}

pub(crate) async fn a_second_run_is_refused(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
    let run = move |n| new_run(workflow, "everything_else", DecisionAction::Approve, n);
    let same = inquiry.clone();
    fixture.write(move |tx| runs::insert(tx, &same, &[run(1)])).await;
    let again = inquiry.clone();
    let refused = fixture
        .storage
        .write(move |tx| {
            events::append(tx, &[event("inquiry.completed", Some(again.id))])?;
            runs::insert(tx, &again, &[run(2)])
        })
        .await;
    assert!(
        matches!(refused, Err(StorageError::Database { .. } | StorageError::Conflict { .. })),
        "{refused:?}"
    );
    let id = inquiry.id;
    assert_eq!(fixture.read(move |tx| runs::of_inquiries(tx, &[&inquiry])).await.len(), 1);
    assert_eq!(fixture.read(move |tx| events::of_inquiry(tx, id)).await.len(), 0);
}

/// What the server does in one transaction: decide unless that was done.
fn decide(
    tx: &mut Transaction<'_>,
    inquiry: InquiryId,
    workflow: WorkflowId,
) -> Result<bool, StorageError> {
    revisions::hold(tx)?;
    let mut inquiry = inquiries::lock(tx, inquiry)?.unwrap();
    if inquiry.completion.is_some() {
        return Ok(false);
    }
    inquiry.status = Status::Approved;
    inquiries::complete(tx, &inquiry, &completion(5, &[]))?;
    runs::insert(tx, &inquiry, &[new_run(workflow, "rt_a", DecisionAction::Approve, 5)])?;
    events::append(tx, &[event("inquiry.completed", Some(inquiry.id))])?;
    Ok(true)
}

pub(crate) async fn a_hundred_at_once_leave_one_run(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
    let id = inquiry.id;
    let decided = at_once(&fixture, 100, move |_, tx| decide(tx, id, workflow)).await;
    assert_eq!(decided.iter().filter(|decided| **decided).count(), 1);
    assert_eq!(fixture.read(move |tx| runs::of_inquiries(tx, &[&inquiry])).await.len(), 1);
    assert_eq!(fixture.read(move |tx| events::of_inquiry(tx, id)).await.len(), 1);
}

pub(crate) async fn runs_are_listed_and_counted(fixture: Fixture) {
    let first = insert_workflow(&fixture, "First").await.id;
    let second = insert_workflow(&fixture, "Second").await.id;
    let mut written = Vec::new();
    for n in 0..12 {
        let inquiry = insert_inquiry(&fixture, new_inquiry(n)).await;
        let route = ["rt_a", "rt_b", "everything_else"][usize::try_from(n % 3).unwrap()];
        let outcome = DecisionAction::ALL[usize::try_from(n % 4).unwrap()];
        let mut one = new_run(first, route, outcome, 100 + n);
        one.version = 1 + n % 2;
        let two = new_run(second, "rt_a", DecisionAction::DoNothing, 100 + n);
        let (id, both) = (inquiry.id, [one.clone(), two.clone()]);
        fixture.write(move |tx| runs::insert(tx, &inquiry, &both)).await;
        written.extend([(id, one), (id, two)]);
    }
    let inquiry = Some(written[6].0);
    let filters = [
        RunFilter::default(),
        RunFilter { workflow: Some(first), ..RunFilter::default() },
        RunFilter { workflow: Some(first), version: Some(2), ..RunFilter::default() },
        RunFilter { workflow: Some(first), route: "rt_b".parse().ok(), ..RunFilter::default() },
        RunFilter { route: "rt_a".parse().ok(), ..RunFilter::default() },
        RunFilter { route: "everything_else".parse().ok(), ..RunFilter::default() },
        RunFilter { version: Some(2), ..RunFilter::default() },
        RunFilter { inquiry, ..RunFilter::default() },
        RunFilter { inquiry, workflow: Some(second), ..RunFilter::default() },
    ];
    for filter in filters {
        // Written oldest first, so newest first is the other way round.
        let expected: Vec<_> = written
            .iter()
            .rev()
            .filter(|(inquiry, run)| {
                filter.inquiry.is_none_or(|wanted| wanted == *inquiry)
                    && filter.workflow.is_none_or(|wanted| wanted == run.workflow)
                    && filter.version.is_none_or(|wanted| wanted == run.version)
                    && filter.route.as_ref().is_none_or(|wanted| *wanted == run.route)
            })
            .map(|(_, run)| run.id)
            .collect();
        assert!(!expected.is_empty(), "{filter:?}");
        for limit in [1, 5, 100] {
            assert_eq!(all(&fixture, &filter, limit).await, expected, "{filter:?} by {limit}");
        }
    }
    let counted = fixture.read(|tx| runs::outcomes_since(tx, at(104))).await;
    let count = |workflow, outcome| {
        counted
            .iter()
            .find(|count| count.workflow == workflow && count.outcome == outcome)
            .map_or(0, |count| count.runs)
    };
    assert_eq!(DecisionAction::ALL.map(|outcome| count(first, outcome)), [2, 2, 2, 2]);
    assert_eq!(DecisionAction::ALL.map(|outcome| count(second, outcome)), [0, 0, 0, 8]);
}

async fn all(
    fixture: &Fixture,
    filter: &RunFilter,
    limit: usize,
) -> Vec<pointsman_domain::ids::RunId> {
    let mut shown = Vec::new();
    let mut after: Option<RunPosition> = None;
    loop {
        let filter = filter.clone();
        let page = fixture.read(move |tx| runs::page(tx, &filter, after, limit)).await;
        shown.extend(page.rows.iter().map(|run| run.run.id));
        after = page.next;
        if after.is_none() {
            return shown;
        }
    }
}

pub(crate) async fn revisions_are_held_first(fixture: Fixture) {
    let late = fixture
        .storage
        .write(|tx| {
            revisions::read(tx)?;
            revisions::hold(tx)
        })
        .await;
    assert_eq!(late, Err(StorageError::NotFirst { function: "revisions::hold" }));
    let held = fixture.write(revisions::hold).await;
    assert_eq!(held, fixture.read(revisions::read).await);
}
