//! The log of the embedded database on its way into the file: written there by a thread of its own while the writer goes on, so
//! that nobody who waits for a commit waits for that too. The log begins anew when all of it is in the file and nobody writes
//! to it; for that the writer itself writes the last bit.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::Connection;

/// Pages that wait in the log before they are written into the file: 32 MB. What is changed often goes there once.
const BEHIND: i64 = 8_000;
/// The thread begins again while more than so many have come meanwhile, as long as they get fewer.
const FEW: i64 = 1_000;
/// A log of so many pages begins anew when that takes no long pause: 96 MB.
const LONG: i64 = 24_000;
/// The pages for which the writer pauses then.
const SHORT_PAUSE: i64 = 4_000;
/// A log of so many pages begins anew whatever that takes: 256 MB.
const TOO_LONG: i64 = 64_000;
/// How long the thread waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(1);

/// Where the log is, in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Extent {
    /// Since it began.
    pages: i64,
    /// Of these, in the file.
    in_file: i64,
}

/// What is done about it between two groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Care {
    Nothing,
    /// The thread is told.
    Beside,
    /// It is written into the file at once.
    Here,
}

impl Extent {
    fn behind(self) -> i64 {
        self.pages - self.in_file
    }

    fn care(self) -> Care {
        let may_begin_anew = self.pages >= LONG && self.behind() <= SHORT_PAUSE;
        if self.behind() > 0 && (may_begin_anew || self.pages >= TOO_LONG) {
            Care::Here
        } else if self.behind() >= BEHIND {
            Care::Beside
        } else {
            Care::Nothing
        }
    }
}

/// The writer's side.
pub(in super::super) struct Log {
    thread: SyncSender<()>,
    turn: Arc<Mutex<()>>,
}

/// The thread's side.
pub(in super::super) struct LogThread {
    connection: Connection,
    told: Receiver<()>,
    turn: Arc<Mutex<()>>,
}

impl Log {
    /// Both sides; the thread ends when the writer's side is gone.
    pub(in super::super) fn open(path: &Path) -> rusqlite::Result<(Self, LogThread)> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;")?;
        let (thread, told) = sync_channel(1);
        let turn = Arc::<Mutex<()>>::default();
        Ok((Self { thread, turn: Arc::clone(&turn) }, LogThread { connection, told, turn }))
    }

    /// Sees to it that the log does not grow without end. Called by the writer between two transactions.
    pub(in super::super) fn tend(&self, connection: &Connection) {
        // Whoever cannot say how long it is tries again after the next transaction.
        let Ok(extent) = ask(connection, "PRAGMA wal_checkpoint(NOOP)") else { return };
        match extent.care() {
            Care::Nothing => {}
            // It has been told already, or is at it.
            Care::Beside => drop(self.thread.try_send(())),
            Care::Here => drop(ask(connection, "PRAGMA wal_checkpoint(PASSIVE)")),
        }
    }

    /// Keeps the thread from working, for whoever writes all of the log into the file.
    pub(in super::super) fn alone(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LogThread {
    /// Works until the writer is gone.
    pub(in super::super) fn work(self) {
        while self.told.recv().is_ok() {
            let mut behind = i64::MAX;
            loop {
                let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
                let passed = ask(&self.connection, "PRAGMA wal_checkpoint(PASSIVE)");
                drop(turn);
                // Meanwhile the writer has gone on.
                let now = passed.and_then(|_| ask(&self.connection, "PRAGMA wal_checkpoint(NOOP)"));
                match now.map(Extent::behind) {
                    Ok(now) if now > FEW && now < behind => behind = now,
                    // Few enough; or it does not keep up, or somebody reads what is old, and the writer will tell it again.
                    Ok(_) | Err(_) => break,
                }
            }
        }
    }
}

fn ask(connection: &Connection, statement: &str) -> rusqlite::Result<Extent> {
    connection
        .prepare_cached(statement)?
        .query_row([], |row| Ok(Extent { pages: row.get(1)?, in_file: row.get(2)? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_writer_pauses_for_little_or_where_it_must() {
        for (pages, in_file, care) in [
            (0, 0, Care::Nothing),
            (BEHIND - 1, 0, Care::Nothing),
            (BEHIND, 0, Care::Beside),
            (LONG, LONG - SHORT_PAUSE - 1, Care::Nothing),
            (LONG, LONG - SHORT_PAUSE, Care::Here),
            (LONG, 0, Care::Beside),
            (LONG, LONG, Care::Nothing),
            (TOO_LONG - 1, 0, Care::Beside),
            (TOO_LONG, 0, Care::Here),
            (TOO_LONG, TOO_LONG, Care::Nothing),
        ] {
            assert_eq!(Extent { pages, in_file }.care(), care, "{pages} {in_file}");
        }
    }

    /// One writes, the other writes the log into the file: all is there, and the log has begun anew.
    #[test]
    fn a_log_begins_anew_when_all_of_it_is_in_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.sqlite3");
        let writer = Connection::open(&path).unwrap();
        writer
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (x BLOB);",
            )
            .unwrap();
        let (log, thread) = Log::open(&path).unwrap();
        let working = std::thread::spawn(move || thread.work());
        let mut longest = 0;
        for round in 1..=120 {
            let pages =
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 700)
                         INSERT INTO t SELECT zeroblob(4000) FROM n";
            writer.execute(pages, []).unwrap();
            log.tend(&writer);
            let extent = ask(&writer, "PRAGMA wal_checkpoint(NOOP)").unwrap();
            longest = longest.max(extent.pages);
            let rows: i64 =
                writer.query_row("SELECT COUNT(*) FROM t", [], |row| row.get(0)).unwrap();
            assert_eq!(rows, round * 700);
        }
        assert!(longest < TOO_LONG + 2_000, "{longest}");
        let turn = log.alone();
        let passed = ask(&writer, "PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        assert_eq!(passed, Extent { pages: 0, in_file: 0 });
        drop(turn);
        drop(log);
        working.join().unwrap();
    }
}
