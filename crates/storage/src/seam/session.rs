//! Either database's connection, as a transaction sees it.

use super::postgres::PostgresSession;
use super::shared::Shared;
use super::sqlite::SqliteSession;
use super::transaction::Failed;
use crate::error::StorageError;

pub(super) enum Session<'session> {
    Sqlite(&'session mut SqliteSession),
    Postgres(&'session mut PostgresSession),
}

impl Session<'_> {
    pub(super) fn shared(&mut self) -> &mut Shared {
        match self {
            Self::Sqlite(session) => session.shared(),
            Self::Postgres(session) => session.shared(),
        }
    }

    /// Writes the rows that wait.
    pub(super) fn write_later(&mut self) -> Result<(), Failed> {
        match self {
            Self::Sqlite(session) => session.write_later(),
            Self::Postgres(session) => session.write_later(),
        }
    }

    pub(super) fn set_savepoint(&mut self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(session) => session.set_savepoint(),
            // PostgreSQL has one as well, but whoever fails there is taken out by running the others again.
            Self::Postgres(_) => Ok(()),
        }
    }

    /// Notes what kept a change from being kept.
    pub(super) fn note(&self, error: &StorageError) {
        match self {
            Self::Sqlite(session) => session.note(error),
            Self::Postgres(session) => session.note(error),
        }
    }

    /// Whether the database has ended the transaction by itself.
    pub(super) fn has_ended(&self) -> bool {
        match self {
            Self::Sqlite(session) => session.has_ended(),
            // It waits for the ROLLBACK and refuses everything else.
            Self::Postgres(_) => false,
        }
    }
}
