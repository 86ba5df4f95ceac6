//! SQLite: one thread writes, a few read. Whatever waits when a commit ends forms the next one.

mod files;
mod numbered;

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{CachedStatement, Connection, OpenFlags};

use super::job::{Attempt, Job, Task};
use super::measured::Counters;
use super::session::Session;
use super::shared::{Rows, Shared};
use super::sqlite_values::{failed, read};
use super::transaction::{Failed, Savepoint};
use super::{Dialect, Row, Transaction, Value};
use crate::error::StorageError;

/// How long a writer waits for another process (the command line) that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Prepared statements that are kept per connection.
const STATEMENTS: usize = 256;

/// One connection with its prepared statements.
pub(crate) struct SqliteSession {
    connection: Connection,
    known: HashMap<String, Known>,
    counters: Arc<Counters>,
    shared: Shared,
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
        Ok(Self {
            connection,
            known: HashMap::new(),
            counters: Arc::default(),
            shared: Shared::default(),
        })
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

    /// Runs a statement that takes `{each …}` for each row.
    fn write_rows(&mut self, rows: &Rows) -> Result<(), Failed> {
        let table = rows.table;
        let text = self.text(rows.statement);
        let mut prepared = self.prepare(table, &text, &[])?;
        for row in &rows.values {
            for (place, value) in (1..).zip(row) {
                prepared.raw_bind_parameter(place, value).map_err(|error| failed(table, &error))?;
            }
            prepared.raw_execute().map_err(|error| failed(table, &error))?;
        }
        Ok(())
    }

    pub(super) fn shared(&mut self) -> &mut Shared {
        &mut self.shared
    }

    /// Writes the rows that wait.
    pub(super) fn write_later(&mut self) -> Result<(), Failed> {
        for rows in self.shared.later.take() {
            self.write_rows(&rows)?;
        }
        Ok(())
    }

    pub(super) fn set_savepoint(&mut self) -> Result<(), StorageError> {
        self.control("SAVEPOINT one")
    }

    pub(super) fn batch(&mut self, table: &'static str, statements: &str) -> Result<(), Failed> {
        let text = Dialect::Sqlite.translate(statements);
        self.connection.execute_batch(&text).map_err(|error| failed(table, &error))
    }

    /// Runs `job` in a transaction of its own and answers.
    pub(super) fn alone(&mut self, begin: &str, mut job: Box<dyn Job>) {
        if let Err(error) = self.begin(begin) {
            return job.answer(Some(error));
        }
        let mut transaction = Transaction::new(Session::Sqlite(self));
        let attempt = job.attempt(&mut transaction);
        if attempt == Attempt::Commit {
            transaction.hand_over();
        }
        let ended = match attempt {
            Attempt::Commit => self.commit(1),
            Attempt::RollBack | Attempt::Collided => self.control("ROLLBACK"),
        };
        if ended.is_err() && attempt == Attempt::Commit {
            self.roll_back();
        }
        // A closure that failed has its own answer; that its rollback failed as well says nothing more.
        job.answer(ended.err().filter(|_| attempt == Attempt::Commit));
    }

    /// Lets closures that only read look at the same moment, which is later than that at which each was asked for.
    pub(super) fn read(&mut self, tasks: Vec<Task>) {
        let mut jobs = Vec::with_capacity(tasks.len());
        for task in tasks {
            match task {
                Task::Transact(job) if job.is_wanted() => jobs.push(job),
                Task::Transact(_) => {}
                Task::Compact(_, reply) => drop(reply.send(self.compact())),
            }
        }
        if jobs.iter().all(|job| job.asks_once()) {
            return self.read_each(jobs);
        }
        if let Err(error) = self.begin("BEGIN DEFERRED") {
            return jobs.into_iter().for_each(|job| job.answer(Some(error.clone())));
        }
        for job in &mut jobs {
            job.attempt(&mut Transaction::new(Session::Sqlite(self)));
        }
        self.roll_back();
        for job in jobs {
            job.answer(None);
        }
    }

    /// The same for those who ask one thing. What one was told the next ones are told as well.
    fn read_each(&mut self, jobs: Vec<Box<dyn Job>>) {
        self.shared.begin();
        for mut job in jobs {
            job.attempt(&mut Transaction::of_one_statement(Session::Sqlite(self)));
            job.answer(None);
        }
    }

    /// Runs `jobs` in one transaction, each behind a savepoint, and answers them when it has committed.
    pub(super) fn together(&mut self, jobs: Vec<Box<dyn Job>>) {
        if let Err(error) = self.begin("BEGIN IMMEDIATE") {
            return jobs.into_iter().for_each(|job| job.answer(Some(error.clone())));
        }
        let companions = jobs.iter().filter_map(|job| job.group()).collect();
        self.shared.set_companions(companions);
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
        is_lost = is_lost || self.write_what_waits().is_err();
        if is_lost {
            // Rows that were to be written together cannot all be, and it shows not whose. Or a grave error (a full disk) has
            // ended the whole transaction under our feet. Nothing of it is kept, and it is not the fault of most: halves
            // are tried, until whoever is at fault is alone and learns the reason.
            self.roll_back();
            done.extend(jobs);
            return self.in_halves(done);
        }
        let ended = self.commit(done.len());
        if ended.is_err() {
            self.roll_back();
        }
        for job in done {
            job.answer(ended.clone().err());
        }
    }

    fn in_halves(&mut self, mut jobs: Vec<Box<dyn Job>>) {
        let second = jobs.split_off(jobs.len() / 2);
        for half in [jobs, second] {
            match half.len() {
                0 => {}
                1 => half.into_iter().for_each(|job| self.alone("BEGIN IMMEDIATE", job)),
                _ => self.together(half),
            }
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
        let mut transaction = Transaction::behind_savepoint(Session::Sqlite(self));
        let attempt = job.attempt(&mut transaction);
        // A grave error has ended the whole transaction under the job's feet: there is no savepoint to go back to.
        if let Some(error) = transaction.ended_by() {
            return Err(error);
        }
        if attempt == Attempt::Commit {
            transaction.hand_over();
        }
        match (transaction.savepoint(), attempt) {
            // It has written nothing yet.
            (Savepoint::Never | Savepoint::WhenItWrites, _) => {}
            (Savepoint::Set, Attempt::Commit) => self.control("RELEASE one")?,
            (Savepoint::Set, Attempt::RollBack | Attempt::Collided) => {
                self.control("ROLLBACK TO one")?;
                self.control("RELEASE one")?;
                // It may be what it wrote.
                self.shared.forget_all();
            }
        }
        Ok(attempt)
    }

    fn begin(&mut self, statement: &str) -> Result<(), StorageError> {
        self.shared.begin();
        self.control(statement)
    }

    /// Writes the rows that wait.
    fn write_what_waits(&mut self) -> Result<(), StorageError> {
        self.write_later().map_err(|failed| {
            self.note(&failed.error);
            failed.error
        })
    }

    fn commit(&mut self, work: usize) -> Result<(), StorageError> {
        self.write_what_waits()?;
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

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_ended_transactions;
