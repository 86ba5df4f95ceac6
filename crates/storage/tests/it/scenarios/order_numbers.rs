//! Order numbers: inquiries and starts share one counter.

use std::collections::BTreeSet;

use pointsman_storage::inquiries::{self, InsertInquiry};
use pointsman_storage::workflows::{self, StartOutcome, WorkflowState};

use crate::databases::Fixture;
use crate::fixtures::{
    at_once, change, insert_inquiry, insert_workflow, new_inquiry, publish, start,
};

fn line(state: &WorkflowState) -> i64 {
    match state {
        WorkflowState::Running { active, .. } | WorkflowState::Paused { active, .. } => active.line,
        WorkflowState::Draft | WorkflowState::Published { .. } | WorkflowState::Archived { .. } => {
            panic!("not started: {state:?}")
        }
    }
}

pub(crate) async fn they_rise_with_inquiries_and_starts(fixture: Fixture) {
    let (first, second) =
        (insert_workflow(&fixture, "First").await, insert_workflow(&fixture, "Second").await);
    publish(&fixture, first.id, "{}").await;
    publish(&fixture, second.id, "{}").await;
    let before = insert_inquiry(&fixture, new_inquiry(9)).await.order_no;
    let first = line(&start(&fixture, first.id, 1).await.state);
    // Its clock is behind; that must not matter.
    let between = insert_inquiry(&fixture, new_inquiry(1)).await.order_no;
    let second = line(&start(&fixture, second.id, 1).await.state);
    let after = insert_inquiry(&fixture, new_inquiry(0)).await.order_no;
    let numbers = [before, first, between, second, after];
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

pub(crate) async fn they_are_unique_under_load(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    publish(&fixture, workflow, "{}").await;
    // Every fifth of these starts anew, the others make inquiries.
    let numbers = at_once(&fixture, 100, move |n, tx| {
        if n % 5 == 0 {
            workflows::pause(tx, workflow, &change(5))?;
            return Ok(match workflows::start(tx, workflow, 1, &change(6))? {
                StartOutcome::Started(workflow) => line(&workflow.state),
                other => panic!("{other:?}"),
            });
        }
        Ok(match inquiries::insert(tx, &new_inquiry(1))? {
            InsertInquiry::Inserted(inquiry) => inquiry.order_no,
            InsertInquiry::ReferenceTaken { .. } => panic!("there are no references"),
        })
    })
    .await;
    let different: BTreeSet<i64> = numbers.iter().copied().collect();
    assert_eq!(different.len(), 100);
    let last = insert_inquiry(&fixture, new_inquiry(1)).await.order_no;
    assert!(numbers.iter().all(|number| *number < last));
}
