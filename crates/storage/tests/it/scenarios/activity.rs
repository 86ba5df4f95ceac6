//! Counts of the last days, against a naive count.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{CountingIds, ImportId};
use pointsman_domain::inquiry::Status;
use pointsman_domain::run::{Applied, NotAppliedReason};
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::activity::{self, LookBack, Part, Piece};
use pointsman_storage::inquiries::{self, Decision, NewInquiry, Outcome};
use pointsman_storage::lists::{self, Attempt, BeginImport, NewImport};
use pointsman_storage::workflows::{self, DraftGuard};
use pointsman_storage::{Actor, runs};

use crate::databases::Fixture;
use crate::fixtures::{
    ann, at, change, draft, insert_inquiry, insert_list, insert_workflow, new_inquiry, new_run,
    publish, run_id, start,
};

const HOUR: i64 = 60 * 60;
const DAY: i64 = 24 * HOUR;

/// Noon of a day: days are cut there.
fn noon() -> Timestamp {
    let into_day = at(0).microseconds().rem_euclid(DAY * 1_000_000) / 1_000_000;
    at(DAY - into_day + 12 * HOUR)
}

/// Moments around every edge, and the piece that each lies in.
fn moments() -> Vec<(Timestamp, Option<Piece>)> {
    let piece = |days_ago, part| Some(Piece { days_ago, part });
    let mut moments =
        vec![(noon().plus_seconds(1), None), (noon().plus_seconds(-2 * DAY - 12 * HOUR - 1), None)];
    for days_ago in 0..=2 {
        let noon = noon().plus_seconds(-days_ago * DAY);
        moments.push((noon.plus_seconds(-12 * HOUR), piece(days_ago, Part::Before)));
        moments.push((noon, piece(days_ago, Part::Before)));
        if days_ago > 0 {
            moments.push((noon.plus_seconds(1), piece(days_ago, Part::After)));
            moments.push((noon.plus_seconds(12 * HOUR - 1), piece(days_ago, Part::After)));
        }
    }
    moments
}

pub(crate) async fn runs_are_counted_by_pieces_of_days(fixture: Fixture) {
    let first = insert_workflow(&fixture, "First").await.id;
    let second = insert_workflow(&fixture, "Second").await.id;
    let mut expected = Vec::new();
    for (n, (moment, piece)) in moments().into_iter().enumerate() {
        for (workflow, applied) in [
            (first, Applied::Yes),
            (second, Applied::No(NotAppliedReason::DecidedByEarlierWorkflow)),
        ] {
            let outcome = DecisionAction::ALL[n % 4];
            let mut run = new_run(workflow, "rt_a", outcome, 0);
            run.created_at = moment;
            run.applied = applied;
            let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
            fixture.write(move |tx| runs::insert(tx, &inquiry, &[run.clone()])).await;
            if let Some(piece) = piece {
                let name = format!("{workflow} {piece:?} {outcome:?} {}", applied == Applied::Yes);
                expected.push(name);
            }
        }
    }
    let found = fixture.read(|tx| activity::runs(tx, LookBack::new(noon(), 2))).await;
    let mut counted = Vec::new();
    for count in found {
        let name =
            format!("{} {:?} {:?} {}", count.workflow, count.piece, count.outcome, count.applied);
        counted.extend((0..count.runs).map(|_| name.clone()));
    }
    expected.sort();
    counted.sort();
    assert_eq!(counted, expected);
}

pub(crate) async fn decided_inquiries_are_counted_as_they_stand_now(fixture: Fixture) {
    let decide = async |new: NewInquiry, outcome, by, moment| {
        let mut inquiry = insert_inquiry(&fixture, new).await;
        inquiry.status = Status::Approved;
        inquiry.decision = Some(Decision { outcome, by, comment: None, at: moment });
        let saved = inquiry.clone();
        fixture.write(move |tx| inquiries::save_status(tx, &saved)).await;
        inquiry
    };
    let by_run = || Actor::Run { id: run_id() };
    let mut expected = Vec::new();
    for (n, (moment, piece)) in moments().into_iter().enumerate() {
        let (by, ran) = if n % 2 == 0 { (by_run(), true) } else { (ann(), false) };
        let outcome = [Outcome::Approve, Outcome::Decline][n / 2 % 2];
        decide(new_inquiry(1), outcome, by, moment).await;
        expected.extend(piece.map(|piece| format!("{piece:?} {ran}")));
    }
    // Waits for a person, was decided elsewhere, is not decided.
    decide(new_inquiry(1), Outcome::MarkForReview, by_run(), noon()).await;
    let history = NewInquiry { imported: true, ..new_inquiry(1) };
    decide(history, Outcome::Approve, by_run(), noon()).await;
    insert_inquiry(&fixture, new_inquiry(1)).await;
    // Overturned: the present decision counts, when it was made.
    let mut overturned =
        decide(new_inquiry(1), Outcome::Approve, by_run(), noon().plus_seconds(-DAY)).await;
    overturned.decision =
        Some(Decision { outcome: Outcome::Decline, by: ann(), comment: None, at: noon() });
    fixture.write(move |tx| inquiries::save_status(tx, &overturned)).await;
    let today = Piece { days_ago: 0, part: Part::Before };
    expected.push(format!("{today:?} false"));

    let found = fixture.read(|tx| activity::decided(tx, LookBack::new(noon(), 2))).await;
    let mut counted = Vec::new();
    for count in found {
        let name = format!("{:?} {}", count.piece, count.by_run);
        counted.extend((0..count.inquiries).map(|_| name.clone()));
    }
    expected.sort();
    counted.sort();
    assert_eq!(counted, expected);
}

pub(crate) async fn drafts_are_named_while_they_are_open(fixture: Fixture) {
    let mut made = Vec::new();
    for (n, name) in (0..).zip(["First", "Second", "Third"]) {
        let id = insert_workflow(&fixture, name).await.id;
        let mut new = draft("{}", "tag");
        new.updated_at = at(n);
        fixture.write(move |tx| workflows::put_draft(tx, id, DraftGuard::Absent, &new)).await;
        made.push(id);
    }
    let published = insert_workflow(&fixture, "Published").await.id;
    let version = publish(&fixture, published, "{}").await;
    start(&fixture, published, version).await;
    let archived = made[1];
    fixture.write(move |tx| workflows::archive(tx, archived, &change(5))).await;
    let found = fixture.read(|tx| workflows::open_drafts(tx, 10)).await;
    let names: Vec<&str> = found.newest.iter().map(|draft| draft.workflow_name.as_str()).collect();
    assert_eq!((found.total, names), (2, vec!["Third", "First"]));
    assert_eq!((found.newest[0].updated_at, &found.newest[0].updated_by), (at(2), &ann()));
    let found = fixture.read(|tx| workflows::open_drafts(tx, 1)).await;
    assert_eq!((found.total, found.newest.len()), (2, 1));
}

pub(crate) async fn imports_that_broke_off_wait_until_they_are_discarded(fixture: Fixture) {
    static IDS: CountingIds = CountingIds::starting_at(1);
    let begin = async |list| {
        let id = ImportId::new(&IDS, at(0));
        let new = NewImport { id, list, bytes_total: None, started_at: at(5), started_by: ann() };
        let begun = fixture.write(move |tx| lists::begin_import(tx, &new)).await;
        assert!(matches!(begun, BeginImport::Begun(_)), "{begun:?}");
        id
    };
    let break_off = async |list| {
        let id = begin(list).await;
        fixture
            .write(move |tx| lists::break_off_import(tx, Attempt { import: id, number: 1 }, at(6)))
            .await;
        id
    };
    let waiting = async |limit| {
        let found = fixture.read(move |tx| lists::broken_off_imports(tx, limit)).await;
        found.into_iter().map(|one| (one.list_name, one.import.id)).collect::<Vec<_>>()
    };
    let first = insert_list(&fixture, "First", "first").await.id;
    let second = insert_list(&fixture, "Second", "second").await.id;
    let third = insert_list(&fixture, "Third", "third").await.id;
    let (one, two) = (break_off(first).await, break_off(second).await);
    break_off(third).await;
    fixture.write(move |tx| lists::archive(tx, third, at(9), &ann())).await;
    let (one, two) = (("First".to_owned(), one), ("Second".to_owned(), two));
    assert_eq!(waiting(10).await, [two.clone(), one.clone()]);
    assert_eq!(waiting(1).await, std::slice::from_ref(&two));
    fixture.write(move |tx| lists::discard_import(tx, two.1, at(10))).await;
    assert_eq!(waiting(10).await, [one]);
}
