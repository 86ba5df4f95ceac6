//! SQLite: one thread writes, a few read. Whatever waits when a commit ends forms the next one.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, ErrorCode, OpenFlags, ToSql};

use super::job::{Attempt, Job, Task};
use super::measured::Counters;
use super::queue::Queue;
use super::transaction::{Failed, Failure, Session};
use super::{Dialect, Row, Transaction, Value};
use crate::error::StorageError;

/// How long a writer waits for another process (the command line) that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Prepared statements that are kept per connection.
const STATEMENTS: usize = 256;
/// Closures that one commit serves at most, so that the first does not wait for ever.
const GROUP: usize = 256;

/// One connection with its prepared statements.
pub(crate) struct SqliteSession {
    connection: Connection,
    known: HashMap<String, Known>,
    counters: Arc<Counters>,
}

/// A statement in this database's words, and its columns once it has run.
struct Known {
    text: Arc<str>,
    columns: Option<Arc<[String]>>,
}

impl SqliteSession {
    /// Opens or makes the file for writing.
    pub(super) fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        // What is deleted is overwritten, so that little of what was erased is left for compaction. The log is written into the
        // file every 32 MB: what is changed often goes there once instead of with each group of decisions.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA secure_delete = ON; \
             PRAGMA wal_autocheckpoint = 8000;",
        )?;
        Self::around(connection)
    }

    /// Opens the file for reading alone.
    pub(super) fn open_to_read(path: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(BUSY_TIMEOUT)?;
        connection.execute_batch(
            "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;",
        )?;
        Self::around(connection)
    }

    /// A database that is gone when this connection is.
    pub(super) fn open_in_memory() -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;")?;
        Self::around(connection)
    }

    fn around(connection: Connection) -> rusqlite::Result<Self> {
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // One plan per statement, whatever is bound. Without this guarantee some statements are planned anew at
        // every execution, which costs more than running them.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(Self { connection, known: HashMap::new(), counters: Arc::default() })
    }

    /// The same, counting into these.
    pub(super) fn counting(self, counters: &Arc<Counters>) -> Self {
        Self { counters: Arc::clone(counters), ..self }
    }

    pub(super) fn query(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, Failed> {
        let text = self.text(statement);
        let mut prepared = self.prepare(table, &text, parameters)?;
        let columns: Arc<[String]> =
            match self.known.get(statement).and_then(|known| known.columns.clone()) {
                Some(columns) => columns,
                None => prepared.column_names().map(str::to_owned).collect(),
            };
        let mut rows = Vec::new();
        let mut found = prepared.raw_query();
        while let Some(row) = found.next().map_err(|error| failed(table, &error))? {
            let mut values = Vec::with_capacity(columns.len());
            for column in 0..columns.len() {
                let value = row.get_ref(column).map_err(|error| failed(table, &error))?;
                values.push(read(table, value)?);
            }
            rows.push(Row::new(table, Arc::clone(&columns), values));
        }
        drop(found);
        drop(prepared);
        if let Some(known) = self.known.get_mut(statement) {
            known.columns = Some(columns);
        }
        Ok(rows)
    }

    pub(super) fn execute(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<u64, Failed> {
        let text = self.text(statement);
        let mut prepared = self.prepare(table, &text, parameters)?;
        let changed = prepared.raw_execute().map_err(|error| failed(table, &error))?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub(super) fn batch(&mut self, table: &'static str, statements: &str) -> Result<(), Failed> {
        let text = Dialect::Sqlite.translate(statements);
        self.connection.execute_batch(&text).map_err(|error| failed(table, &error))
    }

    /// Writes the file anew, then the log into the file, and cuts the log off.
    ///
    /// What is deleted is overwritten at once (`secure_delete`), but when rows move between pages SQLite leaves
    /// copies of them behind in the unused part of a page, and the log holds every page as it was. The new file is
    /// put together on disk, not in memory: it may be large.
    fn compact(&mut self) -> Result<(), StorageError> {
        const FILE: &str = "file";
        let trouble = |error: rusqlite::Error| failed(FILE, &error).error;
        // Whoever reads for long, a replay of everything say, is in the way at the end: better to know it now.
        self.empty_log()?;
        self.connection.execute_batch("PRAGMA temp_store = FILE").map_err(trouble)?;
        let vacuumed = self.connection.execute_batch("VACUUM").map_err(trouble);
        self.connection.execute_batch("PRAGMA temp_store = MEMORY").map_err(trouble)?;
        vacuumed?;
        self.empty_log()
    }

    /// Writes the log into the file and cuts it off; [`StorageError::Busy`] while someone reads what it holds.
    fn empty_log(&self) -> Result<(), StorageError> {
        let is_read: i64 = self
            .connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))
            .map_err(|error| failed("log", &error).error)?;
        if is_read == 0 { Ok(()) } else { Err(StorageError::Busy) }
    }

    /// On a full disk: writes what the log holds into the file, so that the log begins anew instead of growing.
    fn make_room(&self) {
        if self.counters.has_no_room() {
            // Where that does not help either, whoever writes next is told.
            drop(self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())));
        }
    }

    /// Runs `job` in a transaction of its own and answers.
    fn alone(&mut self, begin: &str, mut job: Box<dyn Job>) {
        if let Err(error) = self.control(begin) {
            return job.answer(Some(error));
        }
        let attempt = job.attempt(&mut Transaction::new(Session::Sqlite(self)));
        let ended = match attempt {
            Attempt::Commit => self.commit(1),
            Attempt::RollBack | Attempt::Collided => self.control("ROLLBACK"),
        };
        if ended.is_err() && attempt == Attempt::Commit {
            drop(self.control("ROLLBACK"));
        }
        // A closure that failed has its own answer; that its rollback failed as well says nothing more.
        job.answer(ended.err().filter(|_| attempt == Attempt::Commit));
    }

    fn read(&mut self, task: Task) {
        match task {
            Task::Transact(job) if job.is_wanted() => self.alone("BEGIN DEFERRED", job),
            Task::Transact(_) => {}
            Task::Compact(_, reply) => drop(reply.send(self.compact())),
        }
    }

    /// Runs `jobs` in one transaction, each behind a savepoint, and answers them when it has committed.
    fn together(&mut self, jobs: Vec<Box<dyn Job>>) {
        if let Err(error) = self.control("BEGIN IMMEDIATE") {
            return jobs.into_iter().for_each(|job| job.answer(Some(error.clone())));
        }
        let mut done: Vec<Box<dyn Job>> = Vec::with_capacity(jobs.len());
        let mut jobs = jobs.into_iter();
        let mut is_lost = false;
        for mut job in jobs.by_ref() {
            is_lost = self.behind_savepoint(job.as_mut()).is_err();
            // Also what is not kept has read what the others wrote: its answer waits for their commit.
            done.push(job);
            if is_lost {
                break;
            }
        }
        if is_lost {
            // A grave error (a full disk) ends the whole transaction under our feet. Nothing of it is kept, and it is not
            // the fault of most: each tries for itself and learns its own reason.
            self.roll_back();
            return done.into_iter().chain(jobs).for_each(|job| self.alone("BEGIN IMMEDIATE", job));
        }
        let ended = self.commit(done.len());
        if ended.is_err() {
            self.roll_back();
        }
        for job in done {
            job.answer(ended.clone().err());
        }
    }

    /// Ends the transaction, if it has not ended by itself.
    fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            drop(self.control("ROLLBACK"));
        }
    }

    /// Runs `job` so that it alone can be undone. `Err` when the transaction around it is lost or unsure.
    fn behind_savepoint(&mut self, job: &mut dyn Job) -> Result<Attempt, StorageError> {
        self.control("SAVEPOINT one")?;
        let mut transaction = Transaction::new(Session::Sqlite(self));
        let attempt = job.attempt(&mut transaction);
        // A grave error has ended the whole transaction under the job's feet: there is no savepoint to go back to.
        if let Some(error) = transaction.ended_by() {
            return Err(error);
        }
        match attempt {
            Attempt::Commit => self.control("RELEASE one")?,
            Attempt::RollBack | Attempt::Collided => {
                self.control("ROLLBACK TO one")?;
                self.control("RELEASE one")?;
            }
        }
        Ok(attempt)
    }

    fn commit(&self, work: usize) -> Result<(), StorageError> {
        self.counters.commit(work, || self.control("COMMIT"))
    }

    /// Whether no transaction is open (any more).
    pub(super) fn has_ended(&self) -> bool {
        self.connection.is_autocommit()
    }

    fn control(&self, statement: &str) -> Result<(), StorageError> {
        let run = || self.connection.prepare_cached(statement)?.raw_execute();
        match run() {
            Ok(_) => Ok(()),
            Err(error) => {
                let error = failed("transaction", &error).error;
                self.note(&error);
                Err(error)
            }
        }
    }

    /// Notes what kept a change from being kept; of who only reads nobody looks at it.
    pub(super) fn note(&self, error: &StorageError) {
        self.counters.failed(error);
    }

    fn text(&mut self, statement: &str) -> Arc<str> {
        if let Some(known) = self.known.get(statement) {
            return Arc::clone(&known.text);
        }
        let text: Arc<str> = Dialect::Sqlite.translate(statement).into();
        let known = Known { text: Arc::clone(&text), columns: None };
        self.known.insert(statement.to_owned(), known);
        text
    }

    fn prepare(
        &self,
        table: &'static str,
        text: &str,
        parameters: &[Value],
    ) -> Result<CachedStatement<'_>, Failed> {
        tracing::trace!(target: "pointsman_storage::sqlite", statement = text, "run");
        let mut prepared =
            self.connection.prepare_cached(text).map_err(|error| failed(table, &error))?;
        for (place, parameter) in (1..).zip(parameters) {
            prepared.raw_bind_parameter(place, parameter).map_err(|error| failed(table, &error))?;
        }
        Ok(prepared)
    }
}

/// Writes until the queue is closed and empty.
pub(super) fn write_all(mut session: SqliteSession, queue: &Queue<Task>) {
    loop {
        let tasks = queue.take(GROUP);
        if tasks.is_empty() {
            return;
        }
        let _at_work = queue.connections().at_work();
        let mut jobs = Vec::with_capacity(tasks.len());
        let mut compactions = Vec::new();
        for task in tasks {
            match task {
                Task::Transact(job) if job.is_wanted() => jobs.push(job),
                Task::Transact(_) => {}
                Task::Compact(_, reply) => compactions.push(reply),
            }
        }
        match jobs.len() {
            0 => {}
            1 => jobs.into_iter().for_each(|job| session.alone("BEGIN IMMEDIATE", job)),
            _ => session.together(jobs),
        }
        session.make_room();
        if !compactions.is_empty() {
            let outcome = session.compact();
            for reply in compactions {
                // Nobody waits any more when the caller has gone away.
                drop(reply.send(outcome.clone()));
            }
        }
    }
}

/// Reads until the queue is closed and empty.
pub(super) fn read_all(mut session: SqliteSession, queue: &Queue<Task>) {
    while let Some(task) = queue.take(1).pop() {
        let _at_work = queue.connections().at_work();
        session.read(task);
    }
}

/// Does the short reading of a queue until it is closed and empty.
pub(super) fn read_short(mut session: SqliteSession, queue: &Queue<Task>) {
    while let Some(task) = queue.take_short() {
        let _at_work = queue.connections().at_work();
        session.read(task);
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn read(table: &'static str, value: ValueRef<'_>) -> Result<Value, Failed> {
    let other = |message: &str| Failed {
        error: StorageError::Database { table, message: message.to_owned() },
        failure: Failure::Other,
    };
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => Value::Int(number),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Value::Text(text.to_owned()),
            Err(_) => return Err(other("a text in the answer is not UTF-8")),
        },
        ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        ValueRef::Real(_) => return Err(other("the answer holds a floating-point number")),
    })
}

fn failed(table: &'static str, error: &rusqlite::Error) -> Failed {
    let error = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StorageError::Busy,
        Some(ErrorCode::DiskFull) => StorageError::NoRoom { message: error.to_string() },
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
            StorageError::Unavailable { message: error.to_string() }
        }
        Some(_) | None => StorageError::Database { table, message: error.to_string() },
    };
    Failed { error, failure: Failure::Other }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_ended_transactions;
