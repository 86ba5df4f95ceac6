//! The log of events.

use std::collections::BTreeSet;

use pointsman_domain::ids::EventId;
use pointsman_domain::people::WorkflowsSection;
use pointsman_storage::events::{EventPosition, append, of_inquiry, page};

use crate::databases::Fixture;
use crate::fixtures::{event, event_id, insert_inquiry, new_inquiry};

const SHOWN: WorkflowsSection = WorkflowsSection::Shown;

pub(crate) async fn they_come_in_order(fixture: Fixture) {
    let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await.id;
    let written: Vec<_> =
        (0..7).map(|n| event(&format!("test.{n}"), (n % 2 == 0).then_some(inquiry))).collect();
    let (first, second) = (written[..4].to_vec(), written[4..].to_vec());
    fixture.write(move |tx| append(tx, &first)).await;
    fixture.write(move |tx| append(tx, &second)).await;
    fixture.write(|tx| append(tx, &[])).await;
    let mut shown = Vec::new();
    let mut after = None;
    loop {
        let page = fixture.read(move |tx| page(tx, SHOWN, after, 3)).await;
        shown.extend(page.rows.into_iter().map(|(_, event)| event));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(shown, written);
    let told = fixture.read(move |tx| of_inquiry(tx, inquiry)).await;
    let expected: Vec<_> = written.into_iter().step_by(2).collect();
    assert_eq!(told, expected);
}

pub(crate) async fn those_of_hidden_workflows_are_left_out(fixture: Fixture) {
    let types = [
        "list.created",
        "workflow.created",
        "workflow_order.changed",
        "list.updated",
        "workflow.x",
    ];
    let written: Vec<_> = types.iter().map(|kind| event(kind, None)).collect();
    fixture.write(move |tx| append(tx, &written)).await;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = fixture.read(move |tx| page(tx, WorkflowsSection::Hidden, after, 1)).await;
        seen.extend(page.rows.into_iter().map(|(_, event)| event.event_type));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["list.created", "list.updated"]);
}

pub(crate) async fn a_follower_misses_none(fixture: Fixture) {
    const WRITERS: usize = 8;
    const EACH: usize = 25;
    const PATIENCE: usize = 1_000;
    let mut writers = Vec::new();
    for _ in 0..WRITERS {
        let storage = fixture.storage.clone();
        writers.push(tokio::spawn(async move {
            let mut written = Vec::new();
            for _ in 0..EACH {
                let id = event_id();
                storage
                    .write(move |tx| {
                        // The number is taken early and shown late: what makes others overtake.
                        let mut event = event("test.followed", None);
                        event.id = id;
                        append(tx, &[event])?;
                        insert_after(tx)
                    })
                    .await
                    .unwrap();
                written.push(id);
            }
            written
        }));
    }
    let mut seen: Vec<EventId> = Vec::new();
    let mut last: Option<EventPosition> = None;
    // Housekeeping of the server may hold back the newest ones for a moment, so one empty page is not the end.
    let mut empty_at_the_end = 0;
    while seen.len() < WRITERS * EACH && empty_at_the_end < PATIENCE {
        let all_written = writers.iter().all(tokio::task::JoinHandle::is_finished);
        let after = last;
        let page = fixture.read(move |tx| page(tx, SHOWN, after, 10)).await;
        if all_written && page.rows.is_empty() {
            empty_at_the_end += 1;
        }
        last = page.rows.last().map(|(position, _)| *position).or(last);
        seen.extend(page.rows.into_iter().map(|(_, event)| event.id));
    }
    let mut written = BTreeSet::new();
    for writer in writers {
        written.extend(writer.await.unwrap());
    }
    assert_eq!(seen.len(), written.len(), "the follower missed some, or saw some twice");
    assert_eq!(seen.into_iter().collect::<BTreeSet<_>>(), written);
}

/// Some more work in the transaction that has written its event.
fn insert_after(
    tx: &mut pointsman_storage::Transaction<'_>,
) -> Result<(), pointsman_storage::StorageError> {
    pointsman_storage::inquiries::insert(tx, &new_inquiry(1)).map(drop)
}
