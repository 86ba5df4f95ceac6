//! Drafts, versions, and what runs.

use pointsman_domain::workflow::WorkflowEvent;
use pointsman_storage::workflows::{
    ArchiveOutcome, DraftGuard, IntendedFinding, Listening, MarkIntended, PublishOutcome, PutDraft,
    SetOrder, StartOutcome, StateFilter, TextPlace, WorkflowState, archive, delete_draft, draft,
    get, intended, list_uses, listening, mark_intended, order, page, pause, publish, put_draft,
    rename, set_order, start, unmark_intended, version, versions,
};
use pointsman_storage::{StorageError, Transaction, revisions};
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{self, ann, at, at_once, change, insert_workflow, new_version};

fn tag(outcome: &PutDraft) -> Option<&str> {
    match outcome {
        PutDraft::Saved(draft) => Some(&draft.etag),
        PutDraft::Stale { .. } => None,
    }
}

pub(crate) async fn a_draft_is_guarded_by_its_tag(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let put = move |tx: &mut Transaction<'_>, guard, document: &str, etag: &str| {
        put_draft(tx, workflow, guard, &fixtures::draft(document, etag))
    };
    let outcomes = fixture
        .write(move |tx| {
            Ok([
                put(tx, DraftGuard::Matches("a"), "0", "a")?,
                put(tx, DraftGuard::Absent, "1", "a")?,
                put(tx, DraftGuard::Absent, "2", "b")?,
                put(tx, DraftGuard::Matches("z"), "3", "b")?,
                put(tx, DraftGuard::Matches("a"), "4", "b")?,
            ])
        })
        .await;
    let tags: Vec<Option<&str>> = outcomes.iter().map(tag).collect();
    assert_eq!(tags, [None, Some("a"), None, None, Some("b")]);
    let present = fixture.read(move |tx| draft(tx, workflow)).await.unwrap();
    assert_eq!((present.document.as_str(), present.etag.as_str()), ("4", "b"));
    let stale = fixture.write(move |tx| delete_draft(tx, workflow, "a")).await;
    assert_eq!(stale, PutDraft::Stale { present: Some(present.clone()) });
    let gone = fixture.write(move |tx| delete_draft(tx, workflow, "b")).await;
    assert_eq!(gone, PutDraft::Saved(present));
    assert_eq!(fixture.read(move |tx| draft(tx, workflow)).await, None);
}

pub(crate) async fn one_of_many_saves_wins(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let first = at_once(&fixture, 20, move |n, tx| {
        put_draft(tx, workflow, DraftGuard::Absent, &fixtures::draft("{}", &format!("a{n}")))
    })
    .await;
    let winners: Vec<&str> = first.iter().filter_map(tag).collect();
    assert_eq!(winners.len(), 1);
    let seen = winners[0].to_owned();
    let second = at_once(&fixture, 20, move |n, tx| {
        let new = fixtures::draft("{}", &format!("b{n}"));
        put_draft(tx, workflow, DraftGuard::Matches(&seen), &new)
    })
    .await;
    let winners: Vec<&str> = second.iter().filter_map(tag).collect();
    assert_eq!(winners.len(), 1);
    let present = fixture.read(move |tx| draft(tx, workflow)).await.unwrap();
    assert_eq!(present.etag, winners[0]);
}

pub(crate) async fn publishing_numbers_and_freezes(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let outcome = fixture.write(move |tx| publish(tx, workflow, "a", &new_version("{}"))).await;
    assert_eq!(outcome, PublishOutcome::Stale { present: None });
    for (number, document) in [(1, "1"), (2, "2"), (3, "3")] {
        assert_eq!(fixtures::publish(&fixture, workflow, document).await, number);
    }
    let put = fixture
        .write(move |tx| put_draft(tx, workflow, DraftGuard::Absent, &fixtures::draft("4", "d")))
        .await;
    let PutDraft::Saved(present) = put else { panic!("not saved") };
    let outcome = fixture.write(move |tx| publish(tx, workflow, "c", &new_version("4"))).await;
    assert_eq!(outcome, PublishOutcome::Stale { present: Some(present) });
    let second = fixture.read(move |tx| version(tx, workflow, 2)).await.unwrap();
    assert_eq!((second.document.as_str(), second.summary.digest), ("2", [1; 32]));
    assert_eq!(fixture.read(move |tx| version(tx, workflow, 4)).await, None);
    let first = fixture.read(move |tx| versions(tx, workflow, None, 2)).await;
    let next = first.next;
    let rest = fixture.read(move |tx| versions(tx, workflow, next, 2)).await;
    let numbers: Vec<i64> = first.rows.iter().chain(&rest.rows).map(|v| v.number).collect();
    assert_eq!((numbers, rest.next), (vec![3, 2, 1], None));
    let state = fixture.read(move |tx| get(tx, workflow)).await.unwrap().state;
    assert_eq!(state, WorkflowState::Published { latest: 3 });
}

pub(crate) async fn one_of_many_publications_wins(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    fixture
        .write(move |tx| put_draft(tx, workflow, DraftGuard::Absent, &fixtures::draft("{}", "a")))
        .await;
    let outcomes =
        at_once(&fixture, 20, move |_, tx| publish(tx, workflow, "a", &new_version("{}"))).await;
    let published =
        outcomes.iter().filter(|outcome| matches!(outcome, PublishOutcome::Published(_))).count();
    assert_eq!(published, 1);
    let state = fixture.read(move |tx| get(tx, workflow)).await.unwrap().state;
    assert_eq!(state, WorkflowState::Published { latest: 1 });
}

pub(crate) async fn the_line_moves_with_a_pause_and_not_with_a_swap(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let started = fixture.write(move |tx| start(tx, workflow, 1, &change(4))).await;
    assert_eq!(started, StartOutcome::NoVersion);
    fixtures::publish(&fixture, workflow, "1").await;
    fixtures::publish(&fixture, workflow, "2").await;
    let before = fixture.read(revisions::read).await.running;
    let first = active(&fixtures::start(&fixture, workflow, 1).await.state);
    let swap = fixture.write(move |tx| start(tx, workflow, 2, &change(6))).await;
    let StartOutcome::Started(swapped) = swap else { panic!("{swap:?}") };
    let swapped = active(&swapped.state);
    assert_eq!((first.0, swapped), (1, (2, first.1)));
    let again = fixture.write(move |tx| start(tx, workflow, 2, &change(9))).await;
    assert!(matches!(again, StartOutcome::RunsAlready(_)), "{again:?}");
    let missing = fixture.write(move |tx| start(tx, workflow, 3, &change(9))).await;
    assert_eq!(missing, StartOutcome::NoVersion);
    let event = WorkflowEvent::InquiryCompleted;
    let all = fixture.read(move |tx| listening(tx, event)).await;
    let expected =
        Listening::Running { version: 2, since: at(4), line: first.1, document: "2".to_owned() };
    assert_eq!(all.iter().map(|w| &w.listening).collect::<Vec<_>>(), [&expected]);
    let paused = fixture.write(move |tx| pause(tx, workflow, &change(7))).await.unwrap();
    let again = fixture.write(move |tx| pause(tx, workflow, &change(8))).await.unwrap();
    assert_eq!(paused, again);
    let all = fixture.read(move |tx| listening(tx, event)).await;
    let expected = Listening::Paused { since: at(7) };
    assert_eq!(all.iter().map(|w| &w.listening).collect::<Vec<_>>(), [&expected]);
    let restarted = active(&fixtures::start(&fixture, workflow, 2).await.state);
    assert!(restarted.1 > first.1);
    // Start, swap, pause, start.
    assert_eq!(fixture.read(revisions::read).await.running, before + 4);
}

fn active(state: &WorkflowState) -> (i64, i64) {
    match state {
        WorkflowState::Running { active, .. } => (active.version, active.line),
        other => panic!("not running: {other:?}"),
    }
}

pub(crate) async fn archiving_hides_what_does_not_run(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    fixtures::publish(&fixture, workflow, "1").await;
    fixtures::start(&fixture, workflow, 1).await;
    let refused = fixture.write(move |tx| archive(tx, workflow, &change(5))).await;
    assert_eq!(refused, ArchiveOutcome::Running);
    fixture.write(move |tx| pause(tx, workflow, &change(6))).await;
    fixture.write(move |tx| archive(tx, workflow, &change(7))).await;
    let state = fixture.read(move |tx| get(tx, workflow)).await.unwrap().state;
    assert_eq!(state, WorkflowState::Archived { latest: Some(1), at: at(7), by: ann() });
    let started = fixture.write(move |tx| start(tx, workflow, 1, &change(8))).await;
    assert_eq!(started, StartOutcome::Archived);
    let shown = fixture.read(|tx| page(tx, StateFilter::NotArchived, None, 10)).await;
    assert_eq!(shown.rows, []);
    let shown = fixture.read(|tx| page(tx, StateFilter::Archived, None, 10)).await;
    assert_eq!(shown.rows.len(), 1);
    assert_eq!(fixture.read(order).await, []);
}

pub(crate) async fn the_order_names_every_workflow(fixture: Fixture) {
    let mut ids = Vec::new();
    for name in ["A", "B", "C"] {
        ids.push(insert_workflow(&fixture, name).await.id);
    }
    assert_eq!(fixture.read(order).await, ids);
    let wanted = vec![ids[2], ids[0], ids[1]];
    let saved = wanted.clone();
    assert_eq!(fixture.write(move |tx| set_order(tx, &saved)).await, SetOrder::Saved);
    assert_eq!(fixture.read(order).await, wanted);
    let last = insert_workflow(&fixture, "D").await.id;
    let present: Vec<_> = wanted.iter().copied().chain([last]).collect();
    assert_eq!(fixture.read(order).await, present);
    for wrong in [wanted, vec![], vec![last; 4]] {
        let outcome = fixture.write(move |tx| set_order(tx, &wrong)).await;
        assert_eq!(outcome, SetOrder::OtherWorkflows { present: present.clone() });
    }
    let renamed = fixture.write(move |tx| rename(tx, last, "E")).await.unwrap();
    assert_eq!(renamed.name, "E");
}

/// A document with conditions on these lists, at the top and deep inside.
fn naming(lists: &[&str]) -> String {
    let on = |value: serde_json::Value| json!({"attribute": "list_matches", "operator": "contains", "value": value});
    let deep = json!({"not": {"any": [on(json!(lists)), on(json!(7)), {"attribute": "country", "value": "nowhere"}]}});
    json!({"name": "lst_name", "routes": [{"if": {"all": [on(json!(lists[0])), deep]}},
           {"if": {"attribute": "list_matches", "operator": "is_missing"}}]})
    .to_string()
}

pub(crate) async fn lists_are_used_by_drafts_latest_and_active_versions(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    for lists in [&["a"][..], &["b", "c"], &["c", "d", "c"]] {
        fixtures::publish(&fixture, workflow, &naming(lists)).await;
    }
    fixtures::start(&fixture, workflow, 2).await;
    let put = |guard: DraftGuard<'static>, lists: &[&str], etag: &'static str| {
        let document = naming(lists);
        fixture.write(move |tx| put_draft(tx, workflow, guard, &fixtures::draft(&document, etag)))
    };
    put(DraftGuard::Absent, &["x"], "one").await;
    put(DraftGuard::Matches("one"), &["a", "e"], "two").await;
    let archived = insert_workflow(&fixture, "Old").await.id;
    fixtures::publish(&fixture, archived, &naming(&["a", "b"])).await;
    fixture.write(move |tx| archive(tx, archived, &change(7))).await;
    let used = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let found = fixture.read(move |tx| list_uses(tx, &names));
        async {
            let uses = found.await.into_iter();
            uses.map(|used| (used.name, used.workflow_name, used.place)).collect::<Vec<_>>()
        }
    };
    let place = |name: &str, place| (name.to_owned(), "Onboarding".to_owned(), place);
    let running = TextPlace::Version { number: 2, running: true };
    let latest = TextPlace::Version { number: 3, running: false };
    let expected = [
        place("a", TextPlace::Draft),
        place("e", TextPlace::Draft),
        place("b", running),
        place("c", running),
        place("c", latest),
        place("d", latest),
    ];
    assert_eq!(used(&["a", "b", "c", "d", "e", "x", "nowhere", "7", "lst_name"]).await, expected);
    assert_eq!(used(&["d"]).await, [place("d", latest)]);
    assert_eq!(used(&[]).await, []);
    fixture.write(move |tx| delete_draft(tx, workflow, "two")).await;
    assert_eq!(used(&["a", "e"]).await, []);
    fixture.write(move |tx| pause(tx, workflow, &change(8))).await;
    assert_eq!(used(&["b"]).await, [place("b", TextPlace::Version { number: 2, running: false })]);
}

pub(crate) async fn pages_follow_the_order(fixture: Fixture) {
    let mut ids = Vec::new();
    for n in 0..7 {
        ids.push(insert_workflow(&fixture, &format!("W{n}")).await.id);
    }
    ids.reverse();
    let wanted = ids.clone();
    fixture.write(move |tx| set_order(tx, &wanted)).await;
    let mut shown = Vec::new();
    let mut after = None;
    loop {
        let rows: Result<_, StorageError> =
            fixture.storage.read(move |tx| page(tx, StateFilter::NotArchived, after, 3)).await;
        let rows = rows.unwrap();
        shown.extend(rows.rows.iter().map(|workflow| workflow.id));
        after = rows.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(shown, ids);
}

pub(crate) async fn findings_are_marked_once_and_up_to_a_limit(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let other = insert_workflow(&fixture, "Payments").await.id;
    let mark = |tx: &mut Transaction<'_>, of, name: &str, n| {
        let new = IntendedFinding { finding: name.to_owned(), at: at(n), by: ann() };
        mark_intended(tx, of, &new, 2)
    };
    let outcomes = fixture
        .write(move |tx| {
            Ok([
                mark(tx, workflow, "b", 1)?,
                mark(tx, workflow, "b", 2)?,
                mark(tx, workflow, "a", 3)?,
                mark(tx, workflow, "c", 4)?,
                mark(tx, other, "c", 5)?,
            ])
        })
        .await;
    let (marked, before) = (MarkIntended::Marked, MarkIntended::MarkedBefore);
    assert_eq!(outcomes, [marked, before, marked, MarkIntended::TooMany, marked]);
    let found = fixture.read(move |tx| intended(tx, workflow)).await;
    let names: Vec<_> = found.iter().map(|one| (one.finding.as_str(), one.at)).collect();
    assert_eq!(names, [("b", at(1)), ("a", at(3))]);
    assert_eq!(found[0].by, ann());
    let taken = fixture
        .write(move |tx| {
            Ok([unmark_intended(tx, workflow, "b")?, unmark_intended(tx, workflow, "b")?])
        })
        .await;
    assert_eq!(taken, [true, false]);
    assert_eq!(fixture.read(move |tx| intended(tx, workflow)).await.len(), 1);
    assert_eq!(fixture.read(move |tx| intended(tx, other)).await.len(), 1);
}
