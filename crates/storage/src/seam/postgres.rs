//! PostgreSQL: a number of threads, each with a connection, write; others read.
//!
//! Writing transactions are REPEATABLE READ: each sees one moment, and changing (or locking) a row that someone
//! else has changed since fails and runs the closure again. SERIALIZABLE would ask less of the tables' authors,
//! but it watches whole index pages, and neighbouring new inquiries share them: decisions that have nothing to
//! do with each other would collide. What must hold across rows is therefore locked by name, see `revisions`.

mod numbered;
mod running;

pub(super) use running::Joint;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use postgres::error::SqlState;
use postgres::types::ToSql;
use postgres::{Client, Config, NoTls, Statement};

use super::job::Thoroughness;
use super::measured::Counters;
use super::postgres_errors::{describe, failed, is_farewell};
use super::shared::{Rows, Shared};
use super::transaction::{Failed, Failure};
use super::{Dialect, Row, Value};
use crate::error::StorageError;

const BEGIN_TO_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// Tables grow from nothing to millions of rows between two looks of the server at them, and what it then takes for a small
/// one it reads from one end to the other, for each group of decisions. Whoever writes finds rows by their indexes.
const GO_BY_INDEX: &str =
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

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
    goes_by_index: bool,
    shared: Shared,
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
            goes_by_index: false,
            shared: Shared::default(),
        })
    }

    /// The same, noting there what kept changes from being kept.
    pub(super) fn noting(self, counters: &Arc<Counters>) -> Self {
        Self { counters: Arc::clone(counters), ..self }
    }

    /// The same for who writes.
    pub(super) fn going_by_index(mut self) -> Result<Self, StorageError> {
        self.batch("connection", GO_BY_INDEX).map_err(|failed| failed.error)?;
        self.goes_by_index = true;
        Ok(self)
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

    pub(super) fn shared(&mut self) -> &mut Shared {
        &mut self.shared
    }

    /// Writes the rows that wait, in one go: what is paid for is each time that the server is asked.
    pub(super) fn write_later(&mut self) -> Result<(), Failed> {
        let parts = self.shared.later.take();
        let Some(table) = parts.last().map(|last| last.table) else { return Ok(()) };
        let name: String = parts.iter().map(|part| part.statement).collect();
        let known = self.prepare_as(table, &name, || combined(&parts))?;
        let columns: Vec<Vec<&Value>> = parts.iter().flat_map(Rows::columns).collect();
        let columns: Vec<&(dyn ToSql + Sync)> =
            columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect();
        let written = self.client.execute(&known.statement, &columns);
        written.map(drop).map_err(|error| self.failed(table, &error))
    }

    pub(super) fn batch(&mut self, table: &'static str, statements: &str) -> Result<(), Failed> {
        let text = Dialect::Postgres.translate(statements);
        self.client.batch_execute(&text).map_err(|error| self.failed(table, &error))
    }

    fn prepare(&mut self, table: &'static str, statement: &str) -> Result<Known, Failed> {
        self.prepare_as(table, statement, || Dialect::Postgres.translate(statement))
    }

    fn prepare_as(
        &mut self,
        table: &'static str,
        name: &str,
        text: impl FnOnce() -> String,
    ) -> Result<Known, Failed> {
        if let Some(known) = self.known.get(name) {
            return Ok(known.clone());
        }
        let text = text();
        tracing::trace!(target: "pointsman_storage::postgres", statement = text.as_str(), "prepare");
        let prepared = self.client.prepare(&text).map_err(|error| self.failed(table, &error))?;
        let columns = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
        let known = Known { statement: prepared, columns };
        self.known.insert(name.to_owned(), known.clone());
        Ok(known)
    }

    /// Begins, on a new connection if this one was cut while it lay idle, or was found to be of no use.
    fn begin(&mut self, statement: &str, config: &Config) -> Result<(), Failed> {
        if self.is_of_no_use || self.client.is_closed() {
            self.connect_anew(config)?;
        }
        self.shared.begin();
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
        let connect = || {
            let session = Self::connect(config)?.noting(&self.counters);
            if self.goes_by_index { session.going_by_index() } else { Ok(session) }
        };
        *self = connect().map_err(|error| Failed { error, failure: Failure::Other })?;
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
}

/// Several statements that write rows, as one. Each sees the tables as they were before it; keys are checked at its end.
fn combined(parts: &[Rows]) -> String {
    let mut first = 0;
    let mut texts: Vec<String> = Vec::with_capacity(parts.len());
    for part in parts {
        texts.push(renumbered(&Dialect::Postgres.translate(part.statement), first));
        first += part.width();
    }
    let Some(last) = texts.pop() else { return String::new() };
    let before: Vec<String> =
        texts.iter().enumerate().map(|(place, text)| format!("part_{place} AS ({text})")).collect();
    if before.is_empty() { last } else { format!("WITH {} {last}", before.join(", ")) }
}

/// `$1` becomes `$5` if four parameters come before it.
fn renumbered(text: &str, before: usize) -> String {
    let mut pieces = text.split('$');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |done, piece| {
        let digits = piece.len() - piece.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, rest) = piece.split_at(digits);
        let number = number.parse::<usize>().unwrap_or_default() + before;
        format!("{done}${number}{rest}")
    })
}

fn as_parameters(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}
