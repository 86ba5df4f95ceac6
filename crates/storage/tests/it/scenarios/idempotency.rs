//! A repeated request gets the first answer.

use pointsman_storage::idempotency::{
    AnswerSubject, Begin, Periods, RequestKey, StoredAnswer, abandon, abandon_in_flight, begin,
    erase, erase_left_over, finish, note_made, purge,
};
use pointsman_storage::{Database, Transaction, inquiries};

use crate::databases::Fixture;
use crate::fixtures::{at, at_once, insert_inquiry, new_inquiry};

fn request() -> RequestKey {
    RequestKey { scope: "key_1 POST /v1/inquiries".to_owned(), key: "abc".to_owned() }
}

fn periods(now: i64) -> Periods {
    Periods { now: at(now), lease_until: at(now + 30), expires_at: at(now + 1_000) }
}

fn answer() -> StoredAnswer {
    StoredAnswer {
        status: 201,
        headers: vec![("etag".to_owned(), "\"1\"".to_owned())],
        body: b"{\"id\":\"\xff\"}".to_vec(),
    }
}

async fn begun(fixture: &Fixture, digest: [u8; 32], now: i64) -> Begin {
    fixture.write(move |tx| begin(tx, &request(), &digest, periods(now))).await
}

pub(crate) async fn a_request_is_answered_once(fixture: Fixture) {
    let go = Begin::Go { lease: at(31), made: None };
    assert_eq!(begun(&fixture, [1; 32], 1).await, go);
    assert_eq!(begun(&fixture, [1; 32], 2).await, Begin::InFlight { until: at(31) });
    assert_eq!(begun(&fixture, [2; 32], 2).await, Begin::OtherBody);
    fixture.write(|tx| finish(tx, &request(), at(31), &answer(), None)).await;
    assert_eq!(begun(&fixture, [1; 32], 3).await, Begin::Repeat(answer()));
    assert_eq!(begun(&fixture, [2; 32], 3).await, Begin::OtherBody);
    // Another scope knows nothing of it.
    let other = RequestKey { scope: "key_2 POST /v1/inquiries".to_owned(), ..request() };
    let outcome = fixture.write(move |tx| begin(tx, &other, &[2; 32], periods(3))).await;
    assert_eq!(outcome, Begin::Go { lease: at(33), made: None });
}

/// What was made is answered with, and not made again, though nobody lived to answer.
pub(crate) async fn what_was_made_is_not_made_again(fixture: Fixture) {
    let made = insert_inquiry(&fixture, new_inquiry(1)).await.id;
    let note = |lease| move |tx: &mut Transaction<'_>| note_made(tx, &request(), lease, made);
    let go = |lease, made| Begin::Go { lease, made };
    assert_eq!(begun(&fixture, [1; 32], 1).await, go(at(31), None));
    assert!(fixture.write(note(at(31))).await);
    assert_eq!(begun(&fixture, [1; 32], 2).await, Begin::InFlight { until: at(31) });
    // Its process is gone, and the lease is over.
    assert_eq!(begun(&fixture, [1; 32], 40).await, go(at(70), Some(made)));
    assert!(!fixture.write(note(at(31))).await, "somebody else's by now");
    // It could not answer either: the same once more, and after a restart.
    fixture.write(|tx| abandon(tx, &request(), at(70))).await;
    assert_eq!(begun(&fixture, [1; 32], 41).await, go(at(71), Some(made)));
    assert_eq!(fixture.write(|tx| abandon_in_flight(tx, at(0))).await, 1);
    assert_eq!(begun(&fixture, [2; 32], 42).await, Begin::OtherBody);
    assert_eq!(begun(&fixture, [1; 32], 42).await, go(at(72), Some(made)));
    fixture.write(|tx| finish(tx, &request(), at(72), &answer(), None)).await;
    assert_eq!(begun(&fixture, [1; 32], 43).await, Begin::Repeat(answer()));
    // A day later the key is free.
    assert_eq!(begun(&fixture, [1; 32], 5_000).await, go(at(5_030), None));
}

pub(crate) async fn an_abandoned_or_expired_request_starts_over(fixture: Fixture) {
    assert_eq!(begun(&fixture, [1; 32], 1).await, Begin::Go { lease: at(31), made: None });
    fixture.write(|tx| abandon(tx, &request(), at(31))).await;
    assert_eq!(begun(&fixture, [2; 32], 2).await, Begin::Go { lease: at(32), made: None });
    // The lease is over: a repeat takes over, and the late answer of the first is not kept.
    assert_eq!(begun(&fixture, [2; 32], 40).await, Begin::Go { lease: at(70), made: None });
    fixture.write(|tx| finish(tx, &request(), at(32), &answer(), None)).await;
    assert_eq!(begun(&fixture, [2; 32], 41).await, Begin::InFlight { until: at(70) });
    fixture.write(|tx| finish(tx, &request(), at(70), &answer(), None)).await;
    assert_eq!(begun(&fixture, [2; 32], 42).await, Begin::Repeat(answer()));
    // A day later the key is free.
    assert_eq!(begun(&fixture, [3; 32], 5_000).await, Begin::Go { lease: at(5_030), made: None });
    assert_eq!(fixture.write(|tx| purge(tx, at(9_000), 10)).await, 1);
    assert_eq!(begun(&fixture, [4; 32], 5_001).await, Begin::Go { lease: at(5_031), made: None });
}

/// Nobody works until a moment that far ahead.
pub(crate) async fn a_request_from_before_the_clock_went_back_is_taken_over(fixture: Fixture) {
    let go = |lease| Begin::Go { lease: at(lease), made: None };
    assert_eq!(begun(&fixture, [1; 32], 3_600).await, go(3_630));
    let in_flight = Begin::InFlight { until: at(3_630) };
    assert_eq!(begun(&fixture, [1; 32], 3_570).await, in_flight, "clocks need not agree");
    assert_eq!(begun(&fixture, [1; 32], 0).await, go(30));
    fixture.write(|tx| finish(tx, &request(), at(3_630), &answer(), None)).await;
    assert_eq!(begun(&fixture, [1; 32], 1).await, Begin::InFlight { until: at(30) });
}

pub(crate) async fn requests_of_a_process_that_is_gone_start_over(fixture: Fixture) {
    let answered = RequestKey { key: "answered".to_owned(), ..request() };
    let key = answered.clone();
    fixture.write(move |tx| begin(tx, &key, &[1; 32], periods(1))).await;
    let key = answered.clone();
    fixture.write(move |tx| finish(tx, &key, at(31), &answer(), None)).await;
    assert_eq!(begun(&fixture, [1; 32], 1).await, Begin::Go { lease: at(31), made: None });
    assert_eq!(fixture.write(|tx| abandon_in_flight(tx, at(1_001))).await, 0, "it began before");
    assert_eq!(fixture.write(|tx| abandon_in_flight(tx, at(1_000))).await, 1);
    assert_eq!(begun(&fixture, [1; 32], 2).await, Begin::Go { lease: at(32), made: None });
    let kept = fixture.write(move |tx| begin(tx, &answered, &[1; 32], periods(2))).await;
    assert_eq!(kept, Begin::Repeat(answer()));
}

pub(crate) async fn an_answer_is_erased_with_its_subject(fixture: Fixture) {
    let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
    let subject = AnswerSubject::Inquiry(inquiry.id);
    assert_eq!(begun(&fixture, [1; 32], 1).await, Begin::Go { lease: at(31), made: None });
    fixture.write(move |tx| finish(tx, &request(), at(31), &answer(), Some(subject))).await;
    assert_eq!(begun(&fixture, [1; 32], 2).await, Begin::Repeat(answer()));
    fixture.write(move |tx| erase(tx, subject)).await;
    for digest in [[1; 32], [2; 32]] {
        assert_eq!(begun(&fixture, digest, 3).await, Begin::Erased);
    }
    // A day later the key is free, and what it then says is kept again.
    assert_eq!(begun(&fixture, [3; 32], 5_000).await, Begin::Go { lease: at(5_030), made: None });
    fixture.write(|tx| finish(tx, &request(), at(5_030), &answer(), None)).await;
    assert_eq!(begun(&fixture, [3; 32], 5_001).await, Begin::Repeat(answer()));
}

/// The work was done before the erasure, its answer is to be kept afterwards.
pub(crate) async fn an_answer_that_comes_after_the_erasure_is_not_kept(fixture: Fixture) {
    let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
    let subject = AnswerSubject::Inquiry(inquiry.id);
    assert_eq!(begun(&fixture, [1; 32], 1).await, Begin::Go { lease: at(31), made: None });
    fixture.write(move |tx| inquiries::erase(tx, &inquiry, at(2))).await;
    fixture.write(move |tx| finish(tx, &request(), at(31), &answer(), Some(subject))).await;
    assert_eq!(begun(&fixture, [1; 32], 3).await, Begin::Erased);
}

/// The process ended between the two calls of `erase`.
pub(crate) async fn left_over_answers_are_erased_later(fixture: Fixture) {
    let inquiry = insert_inquiry(&fixture, new_inquiry(1)).await;
    let other = insert_inquiry(&fixture, new_inquiry(1)).await;
    let keys = [(inquiry.id, "a"), (other.id, "b")];
    for (id, key) in keys {
        let request = RequestKey { key: key.to_owned(), ..request() };
        let subject = Some(AnswerSubject::Inquiry(id));
        fixture
            .write(move |tx| {
                begin(tx, &request, &[1; 32], periods(1))?;
                finish(tx, &request, at(31), &answer(), subject)
            })
            .await;
    }
    fixture.write(move |tx| inquiries::erase(tx, &inquiry, at(2))).await;
    assert_eq!(fixture.write(erase_left_over).await, 1);
    assert_eq!(fixture.write(erase_left_over).await, 0);
    for ((_, key), found) in keys.into_iter().zip([Begin::Erased, Begin::Repeat(answer())]) {
        let request = RequestKey { key: key.to_owned(), ..request() };
        let begun = fixture.write(move |tx| begin(tx, &request, &[1; 32], periods(3))).await;
        assert_eq!(begun, found, "{key}");
    }
}

/// Keeping an answer and erasing what it speaks of at the same time: whichever comes first, nothing is left.
pub(crate) async fn an_answer_and_an_erasure_at_once_leave_nothing(fixture: Fixture) {
    for n in 0..20 {
        let inquiry = insert_inquiry(&fixture, new_inquiry(n)).await;
        let subject = AnswerSubject::Inquiry(inquiry.id);
        let key = RequestKey { key: n.to_string(), ..request() };
        let (begins, finishes) = (key.clone(), key.clone());
        fixture.write(move |tx| begin(tx, &begins, &[1; 32], periods(1))).await;
        let erasing = async {
            fixture
                .write(move |tx| {
                    let found = inquiries::lock(tx, inquiry.id)?;
                    found.map_or(Ok(()), |found| inquiries::erase(tx, &found, at(2)))?;
                    erase(tx, subject)
                })
                .await;
            fixture.write(move |tx| erase(tx, subject)).await;
        };
        let keeping =
            fixture.write(move |tx| finish(tx, &finishes, at(31), &answer(), Some(subject)));
        tokio::join!(keeping, erasing);
        let begun = fixture.write(move |tx| begin(tx, &key, &[1; 32], periods(3))).await;
        assert_eq!(begun, Begin::Erased);
    }
}

pub(crate) async fn one_of_many_equal_requests_goes(fixture: Fixture) {
    let outcomes = at_once(&fixture, 30, |_, tx| begin(tx, &request(), &[1; 32], periods(1))).await;
    let goes = outcomes.iter().filter(|outcome| matches!(outcome, Begin::Go { .. })).count();
    let waits = outcomes.iter().filter(|outcome| matches!(outcome, Begin::InFlight { .. })).count();
    assert_eq!((goes, waits), (1, 29));
}

/// Two nodes are asked the same at the same time, in opposite order.
pub(crate) async fn of_requests_that_begin_in_groups_each_goes_once(fixture: Fixture) {
    const REQUESTS: usize = 100;
    let other = fixture.reopen(|_| {}).await;
    let key = |n: usize| RequestKey { key: n.to_string(), ..request() };
    let ask = |fixture: &Fixture, n| {
        let (storage, asked) = (fixture.storage.clone(), key(n));
        tokio::spawn(async move {
            let order = asked.order();
            let work = move |tx: &mut Transaction<'_>| begin(tx, &asked, &[1; 32], periods(1));
            storage.write_grouped(order, work).await
        })
    };
    let here: Vec<_> = (0..REQUESTS).map(|n| ask(&fixture, n)).collect();
    let there: Vec<_> = (0..REQUESTS).rev().map(|n| ask(&other, n)).collect();
    let mut goes = 0;
    for asked in here.into_iter().chain(there) {
        match asked.await.unwrap().unwrap() {
            Begin::Go { .. } => goes += 1,
            begun => assert_eq!(begun, Begin::InFlight { until: at(31) }),
        }
    }
    // In memory each has a database of its own.
    let nodes = if fixture.options.database == Database::SqliteMemory { 2 } else { 1 };
    assert_eq!(goes, REQUESTS * nodes);
    for n in 0..REQUESTS {
        let (asked, order) = (key(n), u128::try_from(n).unwrap());
        let work = move |tx: &mut Transaction<'_>| finish(tx, &asked, at(31), &answer(), None);
        fixture.storage.write_grouped_to_end(order, work).await.unwrap();
        let asked = key(n);
        let begun = fixture.write(move |tx| begin(tx, &asked, &[1; 32], periods(2))).await;
        assert_eq!(begun, Begin::Repeat(answer()));
    }
    other.storage.close().await;
}
