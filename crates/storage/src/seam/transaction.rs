//! A transaction: the only thing that tables see of a database.

mod numbered;

pub(crate) use numbered::Numbered;

use std::collections::HashMap;

use super::session::Session;
use super::shared::{Later, Question};
use super::{Dialect, Row, Value};
use crate::error::StorageError;

/// An open transaction. It commits when the closure that got it returns `Ok`, else nothing of it is kept.
pub struct Transaction<'session> {
    session: Session<'session>,
    /// The statement with which it began.
    opening: &'static str,
    statements: u64,
    writes: u64,
    failure: Option<Failure>,
    ended_by: Option<StorageError>,
    savepoint: Savepoint,
    extent: Extent,
    /// Rows that are written before anything is asked or written directly, or together with those of others.
    later: Later,
}

/// How much may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// Anything, at one moment.
    Any,
    /// One statement, outside of any transaction.
    OneStatement,
}

/// The place that a closure which fails goes back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Savepoint {
    /// None: the whole transaction is undone.
    Never,
    /// It is set before the first statement that changes something.
    WhenItWrites,
    /// It is set.
    Set,
}

/// Whether a statement has failed. A failed transaction is never committed, whatever its closure returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// Another transaction was in the way: the same closure may succeed when it runs again.
    Collision,
    /// Anything else.
    Other,
}

/// A statement's error and what it means for the transaction.
pub(super) struct Failed {
    pub(super) error: StorageError,
    pub(super) failure: Failure,
}

impl<'session> Transaction<'session> {
    pub(super) fn new(session: Session<'session>) -> Self {
        Self::opened(session, "")
    }

    /// In a transaction that began with `opening`, and in which others may have worked already.
    pub(super) fn opened(session: Session<'session>, opening: &'static str) -> Self {
        Self {
            session,
            opening,
            statements: 0,
            writes: 0,
            failure: None,
            ended_by: None,
            savepoint: Savepoint::Never,
            extent: Extent::Any,
            later: Later::default(),
        }
    }

    /// Of one statement, which sees one moment by itself.
    pub(super) fn of_one_statement(session: Session<'session>) -> Self {
        Self { extent: Extent::OneStatement, ..Self::new(session) }
    }

    /// In a transaction from which it alone can be taken out again.
    pub(super) fn behind_savepoint(session: Session<'session>) -> Self {
        Self { savepoint: Savepoint::WhenItWrites, ..Self::new(session) }
    }

    pub(super) fn savepoint(&self) -> Savepoint {
        self.savepoint
    }

    /// The closure has succeeded: its rows are written with those of the others.
    pub(super) fn hand_over(&mut self) {
        let later = std::mem::take(&mut self.later);
        self.session.shared().later.append(later);
    }

    /// Whether it can be left as it is without keeping anything of it: nothing was written, and nothing failed.
    pub(super) fn has_left_no_trace(&self) -> bool {
        self.writes == 0 && self.failure.is_none()
    }

    /// The statement with which the transaction began, before it saw anything; empty if there was none.
    pub(crate) fn opening(&self) -> &'static str {
        self.opening
    }

    /// The grave error (a full disk) at which the database ended the whole transaction, and all that others did in it.
    pub(super) fn ended_by(&self) -> Option<StorageError> {
        self.ended_by.clone()
    }

    pub(super) fn failure(&self) -> Option<Failure> {
        self.failure
    }

    pub(crate) fn dialect(&self) -> Dialect {
        match self.session {
            Session::Sqlite(_) => Dialect::Sqlite,
            Session::Postgres(_) => Dialect::Postgres,
        }
    }

    /// Whether no statement has run yet.
    pub(crate) fn is_fresh(&self) -> bool {
        self.statements == 0
    }

    /// All rows of a query; `table` is named in errors.
    pub(crate) fn query(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, StorageError> {
        let reads = statement.trim_start().starts_with("SELECT");
        let effect = if reads { Effect::Reads } else { Effect::Writes(table) };
        self.run(effect, parameters, |session| match session {
            Session::Sqlite(session) => session.query(table, statement, parameters),
            Session::Postgres(session) => session.query(table, statement, parameters),
        })
    }

    /// The same of tables that nothing is written to later: what waits to be written need not be written for it.
    pub(crate) fn query_beside(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Vec<Row>, StorageError> {
        self.run(Effect::ReadsBeside, parameters, |session| match session {
            Session::Sqlite(session) => session.query(table, statement, parameters),
            Session::Postgres(session) => session.query(table, statement, parameters),
        })
    }

    /// What `question` finds for `key`. It is asked once, as long as nobody writes to its tables.
    pub(crate) fn remembered(
        &mut self,
        question: Question,
        key: u128,
        ask: impl FnOnce(&mut Self) -> Result<Vec<Row>, StorageError>,
    ) -> Result<Vec<Row>, StorageError> {
        if let Some(rows) = self.session.shared().get(question, key) {
            let rows = rows.clone();
            self.statements += 1;
            return Ok(rows);
        }
        let rows = ask(self)?;
        self.session.shared().keep(question, key, rows.clone());
        Ok(rows)
    }

    /// What `question` finds for `order`. The first one asks for all who share the commit, and each takes what is his: so
    /// whoever asks again, because he or somebody else has changed something, is told of that.
    pub(crate) fn asked_for_all(
        &mut self,
        question: Question,
        order: u128,
        ask: impl FnOnce(&mut Self, &[u128]) -> Result<Vec<(u128, Row)>, StorageError>,
    ) -> Result<Vec<Row>, StorageError> {
        if let Some(rows) = self.session.shared().take(question, order) {
            self.statements += 1;
            return Ok(rows);
        }
        let all = self.session.shared().asking(question, order);
        let mut found: HashMap<u128, Vec<Row>> =
            all.iter().map(|order| (*order, Vec::new())).collect();
        for (order, row) in ask(self, &all)? {
            found.entry(order).or_default().push(row);
        }
        let own = found.remove(&order).unwrap_or_default();
        for (order, rows) in found {
            self.session.shared().keep(question, order, rows);
        }
        Ok(own)
    }

    /// What `question` found for `order` when it was asked for all is out of date: a row that waits to be written changes
    /// it.
    pub(crate) fn is_out_of_date(&mut self, question: Question, order: u128) {
        self.session.shared().take(question, order);
    }

    /// The first row of a query, if there is one.
    pub(crate) fn query_opt(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Option<Row>, StorageError> {
        Ok(self.query(table, statement, parameters)?.into_iter().next())
    }

    /// The row of a query that always has one.
    pub(crate) fn query_one(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<Row, StorageError> {
        self.query_opt(table, statement, parameters)?.ok_or_else(|| StorageError::Database {
            table,
            message: "a query that always has a row had none".to_owned(),
        })
    }

    /// One row of those that `ask` brings. The first one asks for as many as share the commit.
    pub(crate) fn pooled(
        &mut self,
        question: Question,
        ask: impl FnOnce(&mut Self, usize) -> Result<Vec<Row>, StorageError>,
    ) -> Result<Row, StorageError> {
        let pool = self.session.shared().take(question, 0).unwrap_or_default();
        let mut rows = if pool.is_empty() {
            let count = self.session.shared().count_asking(question);
            ask(self, count)?
        } else {
            self.statements += 1;
            pool
        };
        let first = if rows.is_empty() { None } else { Some(rows.remove(0)) };
        self.session.shared().keep(question, 0, rows);
        first.ok_or_else(|| StorageError::Database {
            table: question.tables.first().copied().unwrap_or_default(),
            message: "a query that always has a row had none".to_owned(),
        })
    }

    /// Whether nobody in this transaction has claimed `what` before: something that can be there only once, so that rows that
    /// wait to be written may be in the way of whoever comes later.
    pub(crate) fn is_first_to_claim(&mut self, what: &str) -> bool {
        self.session.shared().claim(what)
    }

    /// Runs a statement and counts the rows that it changed.
    pub(crate) fn execute(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<u64, StorageError> {
        self.run(Effect::Writes(table), parameters, |session| match session {
            Session::Sqlite(session) => session.execute(table, statement, parameters),
            Session::Postgres(session) => session.execute(table, statement, parameters),
        })
    }

    /// Writes a row with a statement that takes `{each …}`: not at once but before the next statement, and if there is none,
    /// together with the rows of all who share the commit. One that cannot be written keeps the transaction from being
    /// committed, and its closure is told as if the commit had failed.
    ///
    /// Statements run in the order in which they came up first, so rows of one must not need those of a later one.
    pub(crate) fn write_later(
        &mut self,
        table: &'static str,
        statement: &'static str,
        row: &[Value],
    ) -> Result<(), StorageError> {
        self.statements += 1;
        self.refuse_nul(row)?;
        self.later.add(table, statement, row.to_vec());
        Ok(())
    }

    /// Runs several statements without parameters.
    pub(crate) fn batch(
        &mut self,
        table: &'static str,
        statements: &str,
    ) -> Result<(), StorageError> {
        self.run(Effect::WritesAnything, &[], |session| match session {
            Session::Sqlite(session) => session.batch(table, statements),
            Session::Postgres(session) => session.batch(table, statements),
        })
    }

    fn run<T>(
        &mut self,
        effect: Effect,
        parameters: &[Value],
        statement: impl FnOnce(&mut Session<'session>) -> Result<T, Failed>,
    ) -> Result<T, StorageError> {
        self.statements += 1;
        // What came now would be kept at once, by itself.
        if self.ended_by.is_some() {
            return Err(StorageError::Aborted);
        }
        if self.extent == Extent::OneStatement && self.statements > 1 {
            self.failure.get_or_insert(Failure::Other);
            return Err(StorageError::NotFirst { function: "the statement of read_short" });
        }
        self.refuse_nul(parameters)?;
        if effect != Effect::ReadsBeside {
            self.write_what_waits()?;
        }
        match effect {
            Effect::Reads | Effect::ReadsBeside => {}
            Effect::Writes(table) => {
                self.begin_to_write()?;
                self.session.shared().forget(table);
            }
            Effect::WritesAnything => {
                self.begin_to_write()?;
                self.session.shared().forget_all();
            }
        }
        statement(&mut self.session).map_err(|failed| self.failed(failed))
    }

    /// Writes what those before have left to be written, and then its own.
    fn write_what_waits(&mut self) -> Result<(), StorageError> {
        if !self.session.shared().later.is_empty()
            && let Err(failed) = self.session.write_later()
        {
            // Not the fault of this one: everybody begins again.
            self.ended_by.get_or_insert(failed.error.clone());
            return Err(self.failed(failed));
        }
        if self.later.is_empty() {
            return Ok(());
        }
        self.begin_to_write()?;
        self.hand_over();
        self.session.write_later().map_err(|failed| self.failed(failed))
    }

    fn begin_to_write(&mut self) -> Result<(), StorageError> {
        self.writes += 1;
        if self.savepoint == Savepoint::WhenItWrites {
            self.session.set_savepoint()?;
            self.savepoint = Savepoint::Set;
        }
        Ok(())
    }

    fn refuse_nul(&mut self, parameters: &[Value]) -> Result<(), StorageError> {
        let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
        if parameters.iter().any(has_nul) {
            self.failure.get_or_insert(Failure::Other);
            return Err(StorageError::NulCharacter);
        }
        Ok(())
    }

    fn failed(&mut self, failed: Failed) -> StorageError {
        self.failure.get_or_insert(failed.failure);
        self.session.note(&failed.error);
        if self.session.has_ended() {
            self.ended_by.get_or_insert(failed.error.clone());
        }
        failed.error
    }
}

/// What a statement does to what others know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    Reads,
    ReadsBeside,
    Writes(&'static str),
    WritesAnything,
}
