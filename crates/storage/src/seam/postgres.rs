//! PostgreSQL: a number of threads, each with a connection, write; others read.
//!
//! Writing transactions are REPEATABLE READ: each sees one moment, and changing (or locking) a row that someone
//! else has changed since fails and runs the closure again. SERIALIZABLE would ask less of the tables' authors,
//! but it watches whole index pages, and neighbouring new inquiries share them: decisions that have nothing to
//! do with each other would collide. What must hold across rows is therefore locked by name, see `revisions`.

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use postgres::error::{DbError, Severity, SqlState};
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};

use super::job::{Attempt, Job, Thoroughness};
use super::measured::Counters;
use super::transaction::{Failed, Failure, Session};
use super::{Dialect, Row, Transaction, Value};
use crate::error::StorageError;

/// Tries of one closure before the caller is told of the collisions.
const ATTEMPTS: u32 = 20;
/// Closures that have collided run one after the other behind this lock, so that one of them always gets on.
const LINE_UP: &str = "SELECT pg_advisory_lock(7311, 1)";
const LEAVE_LINE: &str = "SELECT pg_advisory_unlock(7311, 1)";

/// Tries of it beside everybody else. After that it waits until nobody writes and keeps all others waiting: newcomers,
/// who have not collided yet and stand in no line, cannot win from it for ever.
const ATTEMPTS_BESIDE_OTHERS: u32 = 4;
/// Locks are taken before the first query, so that what is seen is not older than they are. The table is at hand, and
/// nobody else locks it; the first lock is in nobody's way but the second's.
const BEGIN_TO_WRITE: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE schema_migrations IN ROW SHARE MODE";
const BEGIN_TO_WRITE_ALONE: &str =
    "BEGIN ISOLATION LEVEL REPEATABLE READ; LOCK TABLE schema_migrations IN EXCLUSIVE MODE";
const BEGIN_TO_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// What a connection thread does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Duty {
    /// Transactions that may change things.
    Write,
    /// Transactions that see one moment and change nothing.
    Read,
    /// The short ones among them.
    ReadShort,
}

/// What became of several closures in one transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// All of it is committed.
    Kept,
    /// Nothing is kept: the closure at this place failed, collided, or wants what it wrote undone.
    Spoilt {
        /// From 0.
        place: usize,
    },
    /// Nothing is kept: the commit collided with another transaction.
    Collided,
}

/// One connection with its prepared statements.
pub(crate) struct PostgresSession {
    client: Client,
    known: HashMap<String, Known>,
    counters: Arc<Counters>,
    /// What the last transaction began with.
    duty: Duty,
    /// The connection has ended, or its database takes no writes any more.
    is_of_no_use: bool,
    /// The server has warned of something.
    was_warned: Arc<AtomicBool>,
}

#[derive(Clone)]
struct Known {
    statement: Statement,
    columns: Arc<[String]>,
}

impl PostgresSession {
    pub(super) fn connect(config: &Config) -> Result<Self, StorageError> {
        let was_warned = Arc::new(AtomicBool::new(false));
        let (mut config, warned) = (config.clone(), Arc::clone(&was_warned));
        config.notice_callback(move |notice| {
            if *notice.code() == SqlState::WARNING {
                warned.store(true, Ordering::SeqCst);
            }
        });
        let unavailable =
            |error: postgres::Error| StorageError::Unavailable { message: describe(&error) };
        let mut client = config.connect(NoTls).map_err(unavailable)?;
        // Whatever the role is set to: `commit` must hear warnings.
        client.batch_execute("SET client_min_messages = warning").map_err(unavailable)?;
        Ok(Self {
            client,
            known: HashMap::new(),
            counters: Arc::default(),
            duty: Duty::Write,
            is_of_no_use: false,
            was_warned,
        })
    }

    /// The same, noting there what kept changes from being kept.
    pub(super) fn noting(self, counters: &Arc<Counters>) -> Self {
        Self { counters: Arc::clone(counters), ..self }
    }

    pub(super) fn note(&self, error: &StorageError) {
        self.counters.failed(error);
    }

    pub(super) fn query(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, Failed> {
        let known = self.prepare(table, statement)?;
        let parameters = as_parameters(parameters);
        let found = self
            .client
            .query(&known.statement, &parameters)
            .map_err(|error| self.failed(table, &error))?;
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            let mut values = Vec::with_capacity(known.columns.len());
            for column in 0..known.columns.len() {
                values.push(row.try_get(column).map_err(|error| self.failed(table, &error))?);
            }
            rows.push(Row::new(table, Arc::clone(&known.columns), values));
        }
        Ok(rows)
    }

    pub(super) fn execute(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<u64, Failed> {
        let known = self.prepare(table, statement)?;
        self.client
            .execute(&known.statement, &as_parameters(parameters))
            .map_err(|error| self.failed(table, &error))
    }

    pub(super) fn batch(&mut self, table: &'static str, statements: &str) -> Result<(), Failed> {
        let text = Dialect::Postgres.translate(statements);
        self.client.batch_execute(&text).map_err(|error| self.failed(table, &error))
    }

    fn prepare(&mut self, table: &'static str, statement: &str) -> Result<Known, Failed> {
        if let Some(known) = self.known.get(statement) {
            return Ok(known.clone());
        }
        let text = Dialect::Postgres.translate(statement);
        tracing::trace!(target: "pointsman_storage::postgres", statement = text.as_str(), "prepare");
        let prepared = self.client.prepare(&text).map_err(|error| self.failed(table, &error))?;
        let columns = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
        let known = Known { statement: prepared, columns };
        self.known.insert(statement.to_owned(), known.clone());
        Ok(known)
    }

    /// Begins, on a new connection if this one was cut while it lay idle, or was found to be of no use.
    fn begin(&mut self, statement: &str, config: &Config) -> Result<(), Failed> {
        if self.is_of_no_use || self.client.is_closed() {
            self.connect_anew(config)?;
        }
        self.duty = if statement == BEGIN_TO_READ { Duty::Read } else { Duty::Write };
        match self.batch("transaction", statement) {
            Err(Failed { error: StorageError::Unavailable { .. }, .. }) => {
                let duty = self.duty;
                self.connect_anew(config)?;
                self.duty = duty;
                self.batch("transaction", statement)
            }
            result => result,
        }
    }

    fn connect_anew(&mut self, config: &Config) -> Result<(), Failed> {
        *self = Self::connect(config)
            .map_err(|error| Failed { error, failure: Failure::Other })?
            .noting(&self.counters);
        Ok(())
    }

    /// What a statement's error means. After a failover the old primary may live on and only take no writes: who is told so
    /// looks for the new one, as if the connection had ended.
    fn failed(&mut self, table: &'static str, error: &postgres::Error) -> Failed {
        let takes_no_writes =
            self.duty == Duty::Write && error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION);
        let has_ended = self.client.is_closed() || error.as_db_error().is_none_or(is_farewell);
        if !takes_no_writes && !has_ended {
            return failed(table, error);
        }
        self.is_of_no_use = true;
        let message =
            error.as_db_error().map_or_else(|| describe(error), |e| e.message().to_owned());
        Failed { error: StorageError::Unavailable { message }, failure: Failure::Other }
    }

    /// Takes erased and deleted rows out of every table. The server does so by itself in time; whether bytes stay
    /// in the unused part of a page until they are overwritten depends on the thoroughness.
    pub(super) fn compact(
        &mut self,
        config: &Config,
        thoroughness: Thoroughness,
    ) -> Result<(), StorageError> {
        let statement = match thoroughness {
            Thoroughness::Beside => "VACUUM",
            Thoroughness::Alone => "VACUUM (FULL)",
        };
        self.begin(statement, config).map_err(|failed| failed.error)
    }

    /// Runs `job` once in the transaction that has begun. `Err` is for trouble around the closure, not for the
    /// closure's own.
    fn once(&mut self, job: &mut dyn Job, counters: &Counters) -> Result<Attempt, Failed> {
        let attempt = job.attempt(&mut Transaction::new(Session::Postgres(self)));
        match attempt {
            Attempt::Commit => counters.commit(1, || self.commit())?,
            Attempt::RollBack | Attempt::Collided => self.batch("transaction", "ROLLBACK")?,
        }
        Ok(attempt)
    }

    /// Commits. One that is cancelled while it waits for the standby counts as done for the server, which only warns: it is
    /// kept here, and nobody knows whether it is there. Whoever asked is told that, and not that it is safe.
    fn commit(&mut self) -> Result<(), Failed> {
        self.was_warned.store(false, Ordering::SeqCst);
        self.batch("transaction", "COMMIT")?;
        if !self.was_warned.load(Ordering::SeqCst) {
            return Ok(());
        }
        let message =
            "the commit no longer waits for the standby, which may not have it".to_owned();
        Err(Failed { error: StorageError::Unavailable { message }, failure: Failure::Other })
    }

    /// Runs `jobs` one after the other in one transaction that begins with `opening`. `Err` when nobody knows whether it
    /// was kept, or when none can be.
    pub(super) fn jointly(
        &mut self,
        config: &Config,
        jobs: &mut [Box<dyn Job>],
        opening: &'static str,
        counters: &Counters,
    ) -> Result<Joint, StorageError> {
        let ended = self.begin(&format!("{BEGIN_TO_WRITE}; {opening}"), config).and_then(|()| {
            match self.first_to_spoil(jobs, opening) {
                Some(place) => Ok(Joint::Spoilt { place }),
                None => counters.commit(jobs.len(), || self.commit()).map(|()| Joint::Kept),
            }
        });
        if !matches!(ended, Ok(Joint::Kept)) {
            // Fails where the connection is gone, and the transaction with it.
            drop(self.batch("transaction", "ROLLBACK"));
        }
        match ended {
            Err(Failed { failure: Failure::Collision, .. }) => Ok(Joint::Collided),
            ended => ended.map_err(|failed| failed.error),
        }
    }

    /// The place of the first job that cannot leave the transaction as it is.
    fn first_to_spoil(
        &mut self,
        jobs: &mut [Box<dyn Job>],
        opening: &'static str,
    ) -> Option<usize> {
        jobs.iter_mut().position(|job| {
            let mut transaction = Transaction::opened(Session::Postgres(self), opening);
            match job.attempt(&mut transaction) {
                Attempt::Commit => false,
                Attempt::RollBack => !transaction.has_left_no_trace(),
                Attempt::Collided => true,
            }
        })
    }

    /// Runs `job` until it commits, gives up by itself or has collided too often.
    pub(super) fn until_done(
        &mut self,
        config: &Config,
        duty: Duty,
        job: &mut dyn Job,
        counters: &Counters,
    ) -> Option<StorageError> {
        let mut lined_up = false;
        let mut failure = Some(StorageError::Conflict { attempts: ATTEMPTS });
        for attempt in 0..ATTEMPTS {
            let begin = match duty {
                Duty::Write if attempt < ATTEMPTS_BESIDE_OTHERS => BEGIN_TO_WRITE,
                Duty::Write => BEGIN_TO_WRITE_ALONE,
                Duty::Read | Duty::ReadShort => BEGIN_TO_READ,
            };
            match self.begin(begin, config).and_then(|()| self.once(job, counters)) {
                Ok(Attempt::Commit | Attempt::RollBack) => {
                    failure = None;
                    break;
                }
                Ok(Attempt::Collided) => {}
                Err(Failed { error, failure: kind }) => {
                    drop(self.batch("transaction", "ROLLBACK"));
                    if kind == Failure::Other {
                        failure = Some(error);
                        break;
                    }
                }
            }
            counters.collided();
            lined_up = lined_up || self.batch("transaction", LINE_UP).is_ok();
        }
        if lined_up {
            // A connection that fails here is closed, and the lock with it.
            drop(self.batch("transaction", LEAVE_LINE));
        }
        failure
    }
}

fn as_parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

/// Another transaction was in the way. A doubled key counts: two closures looked before they wrote, and the
/// second one will see what the first has written when it looks again.
fn is_collision(state: &SqlState) -> bool {
    [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::UNIQUE_VIOLATION,
    ]
    .contains(state)
}

/// The server ends the connection: it stops, was told to, or the connection lay idle for longer than it lets any.
fn is_farewell(refused: &DbError) -> bool {
    matches!(refused.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
        || [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW]
            .contains(refused.code())
}

/// What the error of a statement means on a connection that lives.
fn failed(table: &'static str, error: &postgres::Error) -> Failed {
    let other = |error| Failed { error, failure: Failure::Other };
    match error.as_db_error() {
        Some(refused) if is_collision(refused.code()) => {
            Failed { error: StorageError::Conflict { attempts: 1 }, failure: Failure::Collision }
        }
        Some(refused) if *refused.code() == SqlState::DISK_FULL => {
            other(StorageError::NoRoom { message: refused.message().to_owned() })
        }
        Some(refused) => other(StorageError::Database {
            table,
            message: format!("{} ({})", refused.message(), refused.code().code()),
        }),
        None => other(StorageError::Unavailable { message: describe(error) }),
    }
}

/// The driver's message with its cause, which holds the useful part.
pub(super) fn describe(error: &postgres::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
