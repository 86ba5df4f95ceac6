//! A transaction: the only thing that tables see of a database.

use super::postgres::PostgresSession;
use super::sqlite::SqliteSession;
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
}

pub(super) enum Session<'session> {
    Sqlite(&'session mut SqliteSession),
    Postgres(&'session mut PostgresSession),
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
        Self { session, opening, statements: 0, writes: 0, failure: None, ended_by: None }
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
    pub(super) fn ended_by(self) -> Option<StorageError> {
        self.ended_by
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
        if !statement.trim_start().starts_with("SELECT") {
            self.writes += 1;
        }
        self.run(parameters, |session| match session {
            Session::Sqlite(session) => session.query(table, statement, parameters),
            Session::Postgres(session) => session.query(table, statement, parameters),
        })
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

    /// Runs a statement and counts the rows that it changed.
    pub(crate) fn execute(
        &mut self,
        table: &'static str,
        statement: &str,
        parameters: &[Value],
    ) -> Result<u64, StorageError> {
        self.writes += 1;
        self.run(parameters, |session| match session {
            Session::Sqlite(session) => session.execute(table, statement, parameters),
            Session::Postgres(session) => session.execute(table, statement, parameters),
        })
    }

    /// Runs several statements without parameters.
    pub(crate) fn batch(
        &mut self,
        table: &'static str,
        statements: &str,
    ) -> Result<(), StorageError> {
        self.run(&[], |session| match session {
            Session::Sqlite(session) => session.batch(table, statements),
            Session::Postgres(session) => session.batch(table, statements),
        })
    }

    fn run<T>(
        &mut self,
        parameters: &[Value],
        statement: impl FnOnce(&mut Session<'session>) -> Result<T, Failed>,
    ) -> Result<T, StorageError> {
        self.statements += 1;
        // What came now would be kept at once, by itself.
        if self.ended_by.is_some() {
            return Err(StorageError::Aborted);
        }
        let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
        if parameters.iter().any(has_nul) {
            self.failure.get_or_insert(Failure::Other);
            return Err(StorageError::NulCharacter);
        }
        statement(&mut self.session).map_err(|failed| {
            self.failure.get_or_insert(failed.failure);
            self.session.note(&failed.error);
            if self.session.has_ended() {
                self.ended_by = Some(failed.error.clone());
            }
            failed.error
        })
    }
}

impl Session<'_> {
    /// Notes what kept a change from being kept.
    fn note(&self, error: &StorageError) {
        match self {
            Self::Sqlite(session) => session.note(error),
            Self::Postgres(session) => session.note(error),
        }
    }

    /// Whether the database has ended the transaction by itself.
    fn has_ended(&self) -> bool {
        match self {
            Self::Sqlite(session) => session.has_ended(),
            // It waits for the ROLLBACK and refuses everything else.
            Self::Postgres(_) => false,
        }
    }
}
