//! The four kinds of value that columns and parameters have.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{
    EventId, ImportId, InquiryId, InvariantId, InvitationId, ItemId, KeyId, ListId, MemberId,
    RunId, SessionId, TestId, WorkflowId,
};

/// A parameter or a column's value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// No value.
    Null,
    /// A whole number; times are microseconds, flags 0 or 1.
    Int(i64),
    /// A text without NUL.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// The parameters of a statement: `values![id, name, now]`.
macro_rules! values {
    ($($value:expr),* $(,)?) => {
        &[$($crate::seam::Value::from($value)),*][..]
    };
}
pub(crate) use values;

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Int(value.microseconds())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&[u8; 32]> for Value {
    fn from(value: &[u8; 32]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl From<[u8; 32]> for Value {
    fn from(value: [u8; 32]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_ids {
    ($($id:ty),* $(,)?) => {$(
        impl From<$id> for Value {
            fn from(value: $id) -> Self {
                Self::Text(value.to_string())
            }
        }
    )*};
}

from_ids!(
    InquiryId,
    WorkflowId,
    RunId,
    ListId,
    ItemId,
    ImportId,
    EventId,
    MemberId,
    KeyId,
    SessionId,
    InvariantId,
    InvitationId,
    TestId,
);
