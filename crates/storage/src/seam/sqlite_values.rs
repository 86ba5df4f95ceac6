//! Values on their way to SQLite and back, and what its errors mean.

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{ErrorCode, ToSql};

use super::Value;
use super::transaction::{Failed, Failure};
use crate::error::StorageError;

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

pub(super) fn read(table: &'static str, value: ValueRef<'_>) -> Result<Value, Failed> {
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

pub(super) fn failed(table: &'static str, error: &rusqlite::Error) -> Failed {
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
