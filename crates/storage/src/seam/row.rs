//! A row of an answer, read column by column into typed values.

use std::fmt::Display;
use std::str::FromStr;
use std::sync::Arc;

use pointsman_domain::clock::Timestamp;
use serde::de::DeserializeOwned;

use super::Value;
use crate::error::StorageError;

/// One row. Getters fail with the table, the column and the row's id.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    table: &'static str,
    columns: Arc<[String]>,
    values: Vec<Value>,
}

impl Row {
    pub(crate) fn new(table: &'static str, columns: Arc<[String]>, values: Vec<Value>) -> Self {
        Self { table, columns, values }
    }

    /// All values, in the order of the columns.
    pub(crate) fn into_values(self) -> Vec<Value> {
        self.values
    }

    /// A text.
    pub(crate) fn text(&self, column: &str) -> Result<&str, StorageError> {
        self.text_opt(column)?.ok_or_else(|| self.invalid(column, "is empty"))
    }

    /// A text or nothing.
    pub(crate) fn text_opt(&self, column: &str) -> Result<Option<&str>, StorageError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            other @ (Value::Int(_) | Value::Blob(_)) => Err(self.wrong_kind(column, "text", other)),
        }
    }

    /// A text or nothing, owned.
    pub(crate) fn string_opt(&self, column: &str) -> Result<Option<String>, StorageError> {
        Ok(self.text_opt(column)?.map(str::to_owned))
    }

    /// A whole number.
    pub(crate) fn int(&self, column: &str) -> Result<i64, StorageError> {
        self.int_opt(column)?.ok_or_else(|| self.invalid(column, "is empty"))
    }

    /// A whole number or nothing.
    pub(crate) fn int_opt(&self, column: &str) -> Result<Option<i64>, StorageError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(*number)),
            other @ (Value::Text(_) | Value::Blob(_)) => {
                Err(self.wrong_kind(column, "a whole number", other))
            }
        }
    }

    /// A moment.
    pub(crate) fn time(&self, column: &str) -> Result<Timestamp, StorageError> {
        self.int(column).map(Timestamp::from_microseconds)
    }

    /// A moment or nothing.
    pub(crate) fn time_opt(&self, column: &str) -> Result<Option<Timestamp>, StorageError> {
        Ok(self.int_opt(column)?.map(Timestamp::from_microseconds))
    }

    /// Yes (1) or no (0).
    pub(crate) fn flag(&self, column: &str) -> Result<bool, StorageError> {
        match self.int(column)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(self.invalid(column, format!("`{other}` is neither 0 nor 1"))),
        }
    }

    /// Bytes or nothing.
    pub(crate) fn blob_opt(&self, column: &str) -> Result<Option<&[u8]>, StorageError> {
        match self.value(column)? {
            Value::Null => Ok(None),
            Value::Blob(bytes) => Ok(Some(bytes)),
            other @ (Value::Text(_) | Value::Int(_)) => {
                Err(self.wrong_kind(column, "bytes", other))
            }
        }
    }

    /// A digest of 32 bytes.
    pub(crate) fn digest(&self, column: &str) -> Result<[u8; 32], StorageError> {
        self.digest_opt(column)?.ok_or_else(|| self.invalid(column, "is empty"))
    }

    /// A digest of 32 bytes or nothing.
    pub(crate) fn digest_opt(&self, column: &str) -> Result<Option<[u8; 32]>, StorageError> {
        let Some(bytes) = self.blob_opt(column)? else { return Ok(None) };
        let digest = bytes.try_into().map_err(|_| {
            self.invalid(column, format!("has {} bytes instead of 32", bytes.len()))
        })?;
        Ok(Some(digest))
    }

    /// A text that reads as `T`.
    pub(crate) fn parse<T>(&self, column: &str) -> Result<T, StorageError>
    where
        T: FromStr<Err: Display>,
    {
        self.text(column)?.parse().map_err(|problem: T::Err| self.invalid(column, problem))
    }

    /// A text that reads as `T`, or nothing.
    pub(crate) fn parse_opt<T>(&self, column: &str) -> Result<Option<T>, StorageError>
    where
        T: FromStr<Err: Display>,
    {
        self.text_opt(column)?
            .map(|text| text.parse().map_err(|problem: T::Err| self.invalid(column, problem)))
            .transpose()
    }

    /// A JSON text that reads as `T`.
    pub(crate) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, StorageError> {
        serde_json::from_str(self.text(column)?).map_err(|problem| self.invalid(column, problem))
    }

    /// The error for a value that its column may not hold.
    pub(crate) fn invalid(&self, column: &str, problem: impl Display) -> StorageError {
        StorageError::Row {
            table: self.table,
            column: column.to_owned(),
            id: self.identity(),
            problem: problem.to_string(),
        }
    }

    /// A value of any kind.
    pub(crate) fn value(&self, column: &str) -> Result<&Value, StorageError> {
        self.position(column)
            .and_then(|position| self.values.get(position))
            .ok_or_else(|| self.invalid(column, "is not in the answer"))
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| name == column)
    }

    fn wrong_kind(&self, column: &str, wanted: &str, found: &Value) -> StorageError {
        let found = match found {
            Value::Null => "nothing",
            Value::Int(_) => "a whole number",
            Value::Text(_) => "text",
            Value::Blob(_) => "bytes",
        };
        self.invalid(column, format!("holds {found} instead of {wanted}"))
    }

    fn identity(&self) -> String {
        let position = self.position("id").unwrap_or(0);
        match self.values.get(position) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Int(number)) => number.to_string(),
            Some(Value::Blob(bytes)) => format!("{:02x?}", bytes.get(..8).unwrap_or(bytes)),
            Some(Value::Null) | None => "?".to_owned(),
        }
    }
}
