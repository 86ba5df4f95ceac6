//! A repeated request gets the first answer.

use pointsman_storage::idempotency::{
    Begin, Periods, RequestKey, StoredAnswer, abandon, begin, finish, purge,
};

use crate::databases::Fixture;
use crate::fixtures::{at, at_once};

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
    let go = Begin::Go { lease: at(31) };
    assert_eq!(begun(&fixture, [1; 32], 1).await, go);
    assert_eq!(begun(&fixture, [1; 32], 2).await, Begin::InFlight { until: at(31) });
    assert_eq!(begun(&fixture, [2; 32], 2).await, Begin::OtherBody);
    fixture.write(|tx| finish(tx, &request(), at(31), &answer())).await;
    assert_eq!(begun(&fixture, [1; 32], 3).await, Begin::Repeat(answer()));
    assert_eq!(begun(&fixture, [2; 32], 3).await, Begin::OtherBody);
    // Another scope knows nothing of it.
    let other = RequestKey { scope: "key_2 POST /v1/inquiries".to_owned(), ..request() };
    let outcome = fixture.write(move |tx| begin(tx, &other, &[2; 32], periods(3))).await;
    assert_eq!(outcome, Begin::Go { lease: at(33) });
}

pub(crate) async fn an_abandoned_or_expired_request_starts_over(fixture: Fixture) {
    assert_eq!(begun(&fixture, [1; 32], 1).await, Begin::Go { lease: at(31) });
    fixture.write(|tx| abandon(tx, &request(), at(31))).await;
    assert_eq!(begun(&fixture, [2; 32], 2).await, Begin::Go { lease: at(32) });
    // The lease is over: a repeat takes over, and the late answer of the first is not kept.
    assert_eq!(begun(&fixture, [2; 32], 40).await, Begin::Go { lease: at(70) });
    fixture.write(|tx| finish(tx, &request(), at(32), &answer())).await;
    assert_eq!(begun(&fixture, [2; 32], 41).await, Begin::InFlight { until: at(70) });
    fixture.write(|tx| finish(tx, &request(), at(70), &answer())).await;
    assert_eq!(begun(&fixture, [2; 32], 42).await, Begin::Repeat(answer()));
    // A day later the key is free.
    assert_eq!(begun(&fixture, [3; 32], 5_000).await, Begin::Go { lease: at(5_030) });
    assert_eq!(fixture.write(|tx| purge(tx, at(9_000), 10)).await, 1);
    assert_eq!(begun(&fixture, [4; 32], 5_001).await, Begin::Go { lease: at(5_031) });
}

pub(crate) async fn one_of_many_equal_requests_goes(fixture: Fixture) {
    let outcomes = at_once(&fixture, 30, |_, tx| begin(tx, &request(), &[1; 32], periods(1))).await;
    let goes = outcomes.iter().filter(|outcome| matches!(outcome, Begin::Go { .. })).count();
    let waits = outcomes.iter().filter(|outcome| matches!(outcome, Begin::InFlight { .. })).count();
    assert_eq!((goes, waits), (1, 29));
}
