//! What is asked about the past.

use pointsman_domain::inquiry::Status;
use pointsman_domain::list::ListKeys;
use pointsman_domain::run::{Applied, NotAppliedReason};
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::events::{
    append, has_line, holds_back, line_numbered, lines_after, newest_line,
};
use pointsman_storage::inquiries::{
    self, CompletedInquiry, CompletedRun, Inquiry, KnownBy, NewInquiry, Outcome, completed_after,
    completed_of, keys_after, known_by,
};
use pointsman_storage::runs;
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{
    at, attributes, completion, decision, event, event_id, inquiry_id, insert_inquiry,
    insert_workflow, list_id, new_inquiry, new_run, submission,
};

/// An inquiry that completed at `n`, imported with a decision where `brought` is one.
async fn completed(fixture: &Fixture, n: i64, brought: Option<Outcome>) -> Inquiry {
    let body = json!({
        "fields": {"name_first": " Ann", "name_last": "Lee", "email_address": "a@b.example"},
        "session": {"ip_address": "192.0.2.1"},
    });
    let new = NewInquiry {
        reference_id: Some(format!("r-{n}")),
        submission: submission(&body),
        imported: brought.is_some(),
        ..new_inquiry(n)
    };
    let mut inquiry = insert_inquiry(fixture, new).await;
    inquiry.status = Status::Completed;
    inquiry.decision = brought.map(|outcome| decision(outcome, n));
    let (saved, list) = (inquiry.clone(), list_id());
    let done = completion(n, &[list]);
    inquiry.completion = Some(done.clone());
    fixture.write(move |tx| inquiries::complete(tx, &saved, &done)).await;
    inquiry
}

fn past(inquiry: &Inquiry, brought: Option<Outcome>, runs: Vec<CompletedRun>) -> CompletedInquiry {
    let completion = inquiry.completion.clone().unwrap();
    CompletedInquiry {
        id: inquiry.id,
        order_no: inquiry.order_no,
        completed_at: completion.completed_at,
        imported: inquiry.imported,
        erased: false,
        submission: inquiry.submission.clone(),
        attributes: completion.attributes,
        lists_unknown: false,
        brought,
        runs,
    }
}

pub(crate) async fn completed_inquiries_are_read_as_they_were_decided(fixture: Fixture) {
    let first = insert_workflow(&fixture, "First").await.id;
    let second = insert_workflow(&fixture, "Second").await.id;
    let decided = completed(&fixture, 2, None).await;
    let open = insert_inquiry(&fixture, new_inquiry(3)).await.id;
    let imported = completed(&fixture, 4, Some(Outcome::MarkForReview)).await;
    let one = new_run(first, "rt_a", DecisionAction::Decline, 5);
    let mut two = new_run(second, "everything_else", DecisionAction::Approve, 5);
    two.applied = Applied::No(NotAppliedReason::DecidedByEarlierWorkflow);
    let written = decided.clone();
    fixture.write(move |tx| runs::insert(tx, &written, &[one.clone(), two.clone()])).await;
    let run = |workflow, route: &str, outcome, applied| CompletedRun {
        workflow,
        route: route.parse().unwrap(),
        outcome,
        applied,
    };
    let ran = vec![
        run(first, "rt_a", DecisionAction::Decline, true),
        run(second, "everything_else", DecisionAction::Approve, false),
    ];
    let expected =
        [past(&decided, None, ran), past(&imported, Some(Outcome::MarkForReview), Vec::new())];
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = fixture.read(move |tx| completed_after(tx, after, None, 1)).await;
        found.extend(page.rows);
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(found, expected);
    assert_eq!(fixture.read(|tx| completed_after(tx, None, None, 10)).await.rows, expected);
    let first = Some(decided.order_no);
    let up_to_the_first = fixture.read(move |tx| completed_after(tx, None, first, 10)).await;
    assert_eq!(up_to_the_first.rows, expected[..1]);
    let asked = [imported.id, inquiry_id(), open, decided.id];
    assert_eq!(fixture.read(move |tx| completed_of(tx, &asked)).await, expected);
    assert_eq!(fixture.read(|tx| completed_of(tx, &[])).await, []);
    assert_eq!(fixture.read(move |tx| completed_of(tx, &[open])).await, []);

    let keys: Vec<_> = expected.iter().map(|past| (past.id, past.keys())).collect();
    let first = fixture.read(|tx| keys_after(tx, None, 1)).await;
    let rest = fixture.read(move |tx| keys_after(tx, first.next, 10)).await;
    assert_eq!([first.rows, rest.rows].concat(), keys);
    assert_eq!(rest.next, None);

    let known = fixture.read(move |tx| known_by(tx, &[decided.id, inquiry_id()])).await;
    let name = Some("Ann Lee".to_owned());
    assert_eq!(known, [KnownBy { id: decided.id, reference_id: decided.reference_id, name }]);
    let known = fixture.read(move |tx| known_by(tx, &[open])).await;
    assert_eq!(known, [KnownBy { id: open, reference_id: None, name: None }]);
}

pub(crate) async fn of_the_erased_nothing_is_left_for_lists(fixture: Fixture) {
    let mut inquiry = completed(&fixture, 2, None).await;
    inquiry.submission = submission(&json!({}));
    let (id, erased) = (inquiry.id, inquiry.clone());
    fixture.write(move |tx| inquiries::erase(tx, &erased, at(9))).await;
    let found = fixture.read(move |tx| completed_of(tx, &[id])).await;
    let [found] = found.as_slice() else { panic!("there is one: {found:?}") };
    assert!(found.erased);
    assert_eq!(found.keys(), ListKeys::default());
    let list = inquiry.completion.unwrap().attributes.list_matches[0].list;
    let values = attributes(33, &[list]).values;
    assert_eq!((&found.attributes.values, found.attributes.is_on(list)), (&values, true));
}

pub(crate) async fn the_end_of_the_log_is_known(fixture: Fixture) {
    assert_eq!(fixture.read(newest_line).await, None);
    assert_eq!(fixture.read(|tx| lines_after(tx, None, 10)).await, []);
    let inquiry = inquiry_id();
    let written: Vec<_> = (0..5).map(|n| event(&format!("test.{n}"), Some(inquiry))).collect();
    let kept = written.clone();
    fixture.write(move |tx| append(tx, &kept)).await;
    // What is held back by housekeeping of the server is shown in the end.
    let mut lines = Vec::new();
    for _ in 0..1_000 {
        lines = fixture.read(|tx| lines_after(tx, None, 10)).await;
        if !fixture.read(holds_back).await && lines.len() == written.len() {
            break;
        }
    }
    let ids: Vec<_> = lines.iter().map(|line| line.id).collect();
    assert_eq!(ids, written.iter().map(|event| event.id).collect::<Vec<_>>());
    assert_eq!((lines[1].event_type.as_str(), lines[1].inquiry), ("test.1", Some(inquiry)));
    assert_eq!(fixture.read(newest_line).await.as_ref(), lines.last());
    let after = Some(lines[2].position);
    assert_eq!(fixture.read(move |tx| lines_after(tx, after, 1)).await, lines[3..4]);
    let (position, id) = (lines[4].position, lines[4].id);
    assert!(fixture.read(move |tx| has_line(tx, position, id)).await);
    assert!(!fixture.read(move |tx| has_line(tx, position, event_id())).await);
    let numbered = fixture.read(move |tx| line_numbered(tx, position.number)).await;
    assert_eq!(numbered.as_ref(), lines.last());
    assert_eq!(fixture.read(|tx| line_numbered(tx, i64::MAX)).await, None);
}
