//! What SQLite does when there is no room.

use tempfile::TempDir;
use tokio::sync::oneshot;

use super::super::job::{Intent, Work};
use super::super::value::values;
use super::*;

/// Pages that the file may have, as if the disk were full then.
const FEW: &str = "PRAGMA max_page_count = 40";
const MANY: &str = "PRAGMA max_page_count = 4000";
const LARGE: usize = 1_000_000;

type Answered = oneshot::Receiver<Result<(), StorageError>>;

/// A job that writes so many bytes.
fn write(bytes: usize) -> (Box<dyn Job>, Answered) {
    let (reply, answered) = oneshot::channel();
    let work = move |transaction: &mut Transaction<'_>| {
        let bytes = vec![7_u8; bytes];
        let written =
            transaction.execute("t", "INSERT INTO t (x) VALUES ($1)", values![&bytes[..]]);
        written.map(drop)
    };
    (Box::new(Work::new(work, Intent::Write, None, reply)), answered)
}

/// Writes so many bytes each, in one commit if that can be, and gives the answers.
fn together(session: &mut SqliteSession, sizes: &[usize]) -> Vec<Result<(), StorageError>> {
    let (jobs, answers): (Vec<_>, Vec<_>) = sizes.iter().map(|size| write(*size)).unzip();
    session.together(jobs);
    answers.into_iter().map(|answered| answered.blocking_recv().unwrap()).collect()
}

/// The database ends the whole transaction when there is no room; those who found room are not to suffer for it.
#[test]
fn who_finds_no_room_fails_alone_and_is_told_why() {
    let folder = TempDir::new().unwrap();
    let mut session = SqliteSession::open(&folder.path().join("full.sqlite3")).unwrap();
    session.connection.execute_batch("CREATE TABLE t (x BLOB) STRICT").unwrap();
    session.connection.execute_batch(FEW).unwrap();
    let answers = together(&mut session, &[10, LARGE, 10]);
    assert!(matches!(answers[1], Err(StorageError::NoRoom { .. })), "{answers:?}");
    assert_eq!((&answers[0], &answers[2]), (&Ok(()), &Ok(())));
    let (job, answered) = write(LARGE);
    session.alone("BEGIN IMMEDIATE", job);
    let alone = answered.blocking_recv().unwrap();
    assert!(matches!(alone, Err(StorageError::NoRoom { .. })), "{alone:?}");
    session.connection.execute_batch(MANY).unwrap();
    assert_eq!(together(&mut session, &[10, LARGE]), [Ok(()), Ok(())]);
    let sizes = "SELECT GROUP_CONCAT(LENGTH(x)) FROM t";
    let kept: String = session.connection.query_row(sizes, [], |row| row.get(0)).unwrap();
    assert_eq!(kept, "10,10,10,1000000", "each once");
}

/// Of the other setting in `.cargo/config.toml` it does not tell.
#[test]
fn the_library_was_built_with_our_settings() {
    let session = SqliteSession::open_in_memory().unwrap();
    let mut options = session.connection.prepare("PRAGMA compile_options").unwrap();
    let options: rusqlite::Result<Vec<String>> =
        options.query_map([], |row| row.get(0)).unwrap().collect();
    assert!(options.unwrap().contains(&"DEFAULT_MEMSTATUS=0".to_owned()));
}
