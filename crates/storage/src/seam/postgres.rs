//! PostgreSQL: a number of threads, each with a connection, write; others read.
//!
//! Writing transactions are REPEATABLE READ: each sees one moment, and changing (or locking) a row that someone
//! else has changed since fails and runs the closure again. SERIALIZABLE would ask less of the tables' authors,
//! but it watches whole index pages, and neighbouring new inquiries share them: decisions that have nothing to
//! do with each other would collide. What must hold across rows is therefore locked by name, see `revisions`.

mod ahead;
mod numbered;
mod running;
mod wire;

pub(super) use running::Joint;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use futures_util::future::{join, maybe_done, poll_fn};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Statement};

use self::wire::Wire;
use super::job::Thoroughness;
use super::measured::Counters;
use super::postgres_errors::{describe, failed, is_farewell};
use super::shared::{Rows, Shared};
use super::transaction::{Failed, Failure};
use super::{Dialect, Row, Value};
use crate::error::StorageError;

const BEGIN_TO_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

/// Tables grow from nothing to millions of rows between two looks of the server at them, and what it then takes for a small
/// one it reads from one end to the other, for each group of decisions. Whoever writes finds rows by their indexes. What it
/// would have to read from one end to the other all the same looks so dear then that it would be compiled, for 40 ms.
const GO_BY_INDEX: &str = "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off";

/// What stands by itself is asked outside of any transaction, and changes nothing either.
const ONLY_READ: &str = "SET default_transaction_read_only = on";

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
    config: Config,
    wire: Wire,
    known: HashMap<String, Known>,
    counters: Arc<Counters>,
    /// What the last transaction began with.
    duty: Duty,
    /// The connection has ended, or its database takes no writes any more.
    is_of_no_use: bool,
    /// The settings that a new connection gets.
    settings: &'static str,
    /// What is asked stands by itself, outside of any transaction, and can be asked again.
    asks_alone: bool,
    shared: Shared,
}

#[derive(Clone)]
struct Known {
    statement: Statement,
    columns: Arc<[String]>,
}

impl PostgresSession {
    pub(super) fn connect(config: &Config) -> Result<Self, StorageError> {
        let mut wire = Wire::connect(config)?;
        // Whatever the role is set to: a commit must hear warnings.
        wire.ask(|client| client.batch_execute("SET client_min_messages = warning"))
            .map_err(|error| StorageError::Unavailable { message: describe(&error) })?;
        Ok(Self {
            config: config.clone(),
            wire,
            known: HashMap::new(),
            counters: Arc::default(),
            duty: Duty::Write,
            is_of_no_use: false,
            settings: "",
            asks_alone: false,
            shared: Shared::default(),
        })
    }

    /// The same, noting there what kept changes from being kept.
    pub(super) fn noting(self, counters: &Arc<Counters>) -> Self {
        Self { counters: Arc::clone(counters), ..self }
    }

    /// The same for who does this.
    pub(super) fn for_duty(self, duty: Duty) -> Result<Self, StorageError> {
        self.with_settings(match duty {
            Duty::Write => GO_BY_INDEX,
            Duty::Read | Duty::ReadShort => ONLY_READ,
        })
    }

    fn with_settings(mut self, settings: &'static str) -> Result<Self, StorageError> {
        if !settings.is_empty() {
            self.batch("connection", settings).map_err(|failed| failed.error)?;
        }
        Ok(Self { settings, ..self })
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
        match self.query_here(table, statement, parameters) {
            // The connection was cut while it lay idle, perhaps.
            Err(Failed { error: StorageError::Unavailable { .. }, .. }) if self.asks_alone => {
                self.connect_anew()?;
                self.asks_alone = true;
                self.query_here(table, statement, parameters)
            }
            answer => answer,
        }
    }

    fn query_here(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, Failed> {
        let known = self.prepare(table, statement)?;
        let parameters = as_parameters(parameters);
        let found = self.wire.ask(|client| client.query(&known.statement, &parameters));
        let found = found.map_err(|error| self.failed(table, &error))?;
        self.rows(table, &known, found)
    }

    fn rows(
        &mut self,
        table: &'static str,
        known: &Known,
        found: Vec<tokio_postgres::Row>,
    ) -> Result<Vec<Row>, Failed> {
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
        let parameters = as_parameters(parameters);
        self.wire
            .ask(|client| client.execute(&known.statement, &parameters))
            .map_err(|error| self.failed(table, &error))
    }

    pub(super) fn shared(&mut self) -> &mut Shared {
        &mut self.shared
    }

    /// Writes the rows that wait, in one go: what is paid for is each time that the server is asked.
    pub(super) fn write_later(&mut self) -> Result<(), Failed> {
        let parts = self.shared.later.take();
        let Some((table, known)) = self.writing(&parts)? else { return Ok(()) };
        let columns = columns_of(&parts);
        let columns = as_columns(&columns);
        let written = self.wire.ask(|client| client.execute(&known.statement, &columns));
        written.map(drop).map_err(|error| self.failed(table, &error))
    }

    /// The statement that writes these rows, and the table that errors name; `None` where there are none.
    fn writing(&mut self, parts: &[Rows]) -> Result<Option<(&'static str, Known)>, Failed> {
        let Some(table) = parts.last().map(|last| last.table) else { return Ok(None) };
        let name: String = parts.iter().map(|part| part.statement).collect();
        let known = self.prepare_as(table, &name, || combined(parts))?;
        Ok(Some((table, known)))
    }

    pub(super) fn batch(&mut self, table: &'static str, statements: &str) -> Result<(), Failed> {
        let text = Dialect::Postgres.translate(statements);
        let done = self.wire.ask(|client| client.batch_execute(&text));
        done.map_err(|error| self.failed(table, &error))
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
        let prepared = self.wire.ask(|client| client.prepare(&text));
        let prepared = prepared.map_err(|error| self.failed(table, &error))?;
        let columns = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
        let known = Known { statement: prepared, columns };
        self.known.insert(name.to_owned(), known.clone());
        Ok(known)
    }

    /// Begins, on a new connection if this one was cut while it lay idle, or was found to be of no use.
    fn begin(&mut self, statement: &str) -> Result<(), Failed> {
        self.begin_with(statement, |session| session.batch("transaction", statement))
    }

    /// The same where `begin` says how.
    fn begin_with(
        &mut self,
        statement: &str,
        begin: impl Fn(&mut Self) -> Result<(), Failed>,
    ) -> Result<(), Failed> {
        if self.is_of_no_use || self.wire.is_closed() {
            self.connect_anew()?;
        }
        self.shared.begin();
        self.asks_alone = false;
        self.duty = if statement == BEGIN_TO_READ { Duty::Read } else { Duty::Write };
        match begin(self) {
            Err(Failed { error: StorageError::Unavailable { .. }, .. }) => {
                let duty = self.duty;
                self.connect_anew()?;
                self.duty = duty;
                begin(self)
            }
            result => result,
        }
    }

    fn connect_anew(&mut self) -> Result<(), Failed> {
        let connect =
            || Self::connect(&self.config)?.noting(&self.counters).with_settings(self.settings);
        *self = connect().map_err(|error| Failed { error, failure: Failure::Other })?;
        Ok(())
    }

    /// What a statement's error means. After a failover the old primary may live on and only take no writes: who is told so
    /// looks for the new one, as if the connection had ended.
    fn failed(&mut self, table: &'static str, error: &tokio_postgres::Error) -> Failed {
        let takes_no_writes =
            self.duty == Duty::Write && error.code() == Some(&SqlState::READ_ONLY_SQL_TRANSACTION);
        let has_ended = self.wire.is_closed() || error.as_db_error().is_none_or(is_farewell);
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
    pub(super) fn compact(&mut self, thoroughness: Thoroughness) -> Result<(), StorageError> {
        let statement = match thoroughness {
            Thoroughness::Beside => "VACUUM",
            Thoroughness::Alone => "VACUUM (FULL)",
        };
        self.begin(statement).map_err(|failed| failed.error)
    }

    /// Writes the rows that wait and commits, in one go. A commit that is cancelled while it waits for the standby counts as
    /// done for the server, which only warns: it is kept here, and nobody knows whether it is there. Whoever asked is told that,
    /// and not that it is safe.
    fn finish(&mut self, work: usize) -> Result<(), Unfinished> {
        let parts = self.shared.later.take();
        let writing = self.writing(&parts).map_err(Unfinished::Unwritten)?;
        let (columns, before) = (columns_of(&parts), Instant::now());
        let columns = as_columns(&columns);
        self.wire.take_warning();
        let ended = self.wire.ask(|client| async {
            let Some((_, known)) = &writing else {
                return Ok((None, before, Some(client.batch_execute("COMMIT").await)));
            };
            let mut written = pin!(maybe_done(client.execute(&known.statement, &columns)));
            poll_fn(|context| {
                // It has gone out, or has failed already.
                let _sent = written.as_mut().poll(context);
                Poll::Ready(())
            })
            .await;
            // What has not gone out must not be followed by a commit. Where the server refuses it, the commit undoes all.
            if let Some(Err(_)) = written.as_mut().output_mut() {
                return Ok((written.as_mut().take_output(), before, None));
            }
            let answered = async {
                written.as_mut().await;
                Instant::now()
            };
            let (since, committed) = join(answered, client.batch_execute("COMMIT")).await;
            Ok((written.as_mut().take_output(), since, Some(committed)))
        });
        let (written, since, committed) =
            ended.map_err(|error| Unfinished::Uncommitted(self.failed("transaction", &error)))?;
        let took = since.elapsed();
        if let (Some(Err(error)), Some((table, _))) = (&written, &writing) {
            return Err(Unfinished::Unwritten(self.failed(table, error)));
        }
        if let Some(Err(error)) = &committed {
            return Err(Unfinished::Uncommitted(self.failed("transaction", error)));
        }
        if self.wire.take_warning() {
            let message =
                "the commit no longer waits for the standby, which may not have it".to_owned();
            let error = StorageError::Unavailable { message };
            return Err(Unfinished::Uncommitted(Failed { error, failure: Failure::Other }));
        }
        self.counters.committed(work, took);
        Ok(())
    }
}

/// Where the end of a transaction failed.
enum Unfinished {
    /// Rows that waited cannot be written. It shows not whose.
    Unwritten(Failed),
    /// What was written cannot be committed, or nobody knows.
    Uncommitted(Failed),
}

fn columns_of(parts: &[Rows]) -> Vec<Vec<&Value>> {
    parts.iter().flat_map(Rows::columns).collect()
}

fn as_columns<'a>(columns: &'a [Vec<&Value>]) -> Vec<&'a (dyn ToSql + Sync)> {
    columns.iter().map(|column| column as &(dyn ToSql + Sync)).collect()
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
