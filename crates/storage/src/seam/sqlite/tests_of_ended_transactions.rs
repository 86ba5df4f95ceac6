//! A disk that is full, played by a database that may not grow: SQLite ends the transaction by itself.

use tokio::sync::oneshot::{self, Receiver};

use super::*;
use crate::seam::job::{Intent, Work};
use crate::seam::queue::Queue;
use crate::seam::{WriteTrouble, values};

type Answer = Receiver<Result<(), StorageError>>;

/// A database with room for a few pages.
fn small() -> SqliteSession {
    let mut session = SqliteSession::open_in_memory().unwrap();
    let table =
        "CREATE TABLE t (id INTEGER PRIMARY KEY, body BLOB) STRICT; PRAGMA max_page_count = 16";
    assert!(session.batch("t", table).is_ok());
    session
}

/// Adds rows of a page each, and goes on if one fails.
fn adding(rows: u32) -> (Box<dyn Job>, Answer) {
    let (reply, answer) = oneshot::channel();
    let closure = move |transaction: &mut Transaction<'_>| {
        let statement = "INSERT INTO t (body) VALUES ($1)";
        let results = (0..rows)
            .map(|_| transaction.execute("t", statement, values![Value::Blob(vec![7; 4_000])]));
        // Every row is tried, whatever became of the one before.
        let results: Vec<Result<u64, StorageError>> = results.collect();
        results.into_iter().find_map(Result::err).map_or(Ok(()), Err)
    };
    (Box::new(Work::new(closure, Intent::Write, None, reply)), answer)
}

fn rows(session: &mut SqliteSession) -> usize {
    session.query("t", "SELECT id FROM t", &[]).map_or(usize::MAX, |rows| rows.len())
}

fn is_full(mut answer: Answer) -> bool {
    matches!(answer.try_recv().unwrap(), Err(StorageError::NoRoom { .. }))
}

#[test]
fn alone_it_is_refused_and_nothing_is_kept() {
    let mut session = small();
    let (job, answer) = adding(100);
    session.alone("BEGIN IMMEDIATE", job);
    assert!(is_full(answer));
    assert_eq!(rows(&mut session), 0);
}

#[test]
fn it_is_known_until_something_is_kept() {
    let mut session = small();
    let trouble = |session: &SqliteSession| {
        let door = || Queue::<()>::new(1).measured();
        session.counters.measured(door(), door()).write_trouble
    };
    for (rows, expected) in [(1, None), (100, Some(WriteTrouble::NoRoom)), (1, None)] {
        session.alone("BEGIN IMMEDIATE", adding(rows).0);
        assert_eq!(trouble(&session), expected, "after {rows} rows");
    }
}

#[test]
fn together_those_that_find_no_room_are_told_so_and_the_others_are_kept() {
    let mut session = small();
    let (first, mut first_answer) = adding(2);
    let (large, large_answer) = adding(100);
    let (last, mut last_answer) = adding(2);
    session.together(vec![first, large, last]);
    assert!(is_full(large_answer));
    let kept = [first_answer.try_recv().unwrap(), last_answer.try_recv().unwrap()];
    let told = |answer: &Result<(), StorageError>| {
        answer.is_ok() || matches!(answer, Err(StorageError::NoRoom { .. }))
    };
    assert!(kept.iter().all(told), "{kept:?}");
    let due = kept.iter().filter(|answer| answer.is_ok()).count() * 2;
    assert_eq!(rows(&mut session), due, "{kept:?}");
    // There is room for small ones still.
    let (job, mut answer) = adding(1);
    session.together(vec![job]);
    assert_eq!(answer.try_recv().unwrap(), Ok(()));
}
