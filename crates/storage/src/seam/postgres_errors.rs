//! What PostgreSQL's errors mean.

use std::error::Error;

use tokio_postgres::error::{DbError, Severity, SqlState};

use super::transaction::{Failed, Failure};
use crate::error::StorageError;

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
pub(super) fn is_farewell(refused: &DbError) -> bool {
    matches!(refused.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
        || [SqlState::ADMIN_SHUTDOWN, SqlState::CRASH_SHUTDOWN, SqlState::CANNOT_CONNECT_NOW]
            .contains(refused.code())
}

/// What the error of a statement means on a connection that lives.
pub(super) fn failed(table: &'static str, error: &tokio_postgres::Error) -> Failed {
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
pub(super) fn describe(error: &tokio_postgres::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}
