//! The one place where errors of the libraries below become problems.

use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use pointsman_storage::StorageError;

use super::Problem;
use crate::auth::{LockedOut, NoRandomness, PasswordError};

/// When to come back if the database has too much to do.
const BUSY_SECONDS: u64 = 1;
/// When to come back if the database cannot be reached.
const UNAVAILABLE_SECONDS: u64 = 5;

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Busy | StorageError::Conflict { .. } => Self::unavailable(
                "busy",
                "too much is going on at the moment; try again",
                BUSY_SECONDS,
            ),
            StorageError::Closed => Self::unavailable(
                "shutting_down",
                "the server is shutting down; try again",
                UNAVAILABLE_SECONDS,
            ),
            StorageError::Unavailable { .. } => {
                tracing::error!(%error, "the database cannot be reached");
                let detail = "the database cannot be reached; try again";
                Self::unavailable("database_unavailable", detail, UNAVAILABLE_SECONDS)
            }
            StorageError::Full { .. } => {
                tracing::error!(%error, "the disk of the database is full");
                let detail = "the disk of the database is full; nothing was kept, try again later";
                Self::unavailable("disk_full", detail, UNAVAILABLE_SECONDS)
            }
            StorageError::NulCharacter => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "nul_character",
                "a text holds the character NUL, which cannot be kept; leave it out",
            ),
            StorageError::Row { .. }
            | StorageError::Database { .. }
            | StorageError::Aborted
            | StorageError::Panicked { .. }
            | StorageError::NoSalt { .. }
            | StorageError::NotFirst { .. }
            | StorageError::NewerSchema { .. }
            | StorageError::OlderSchema { .. }
            | StorageError::Open { .. } => Self::internal(&error),
        }
    }
}

impl From<BytesRejection> for Problem {
    fn from(rejection: BytesRejection) -> Self {
        if rejection.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE {
            Self::too_large()
        } else {
            Self::bad_request("incomplete_body", "the body broke off before its end")
        }
    }
}

impl Problem {
    /// 413: the body is longer than this endpoint takes.
    pub fn too_large() -> Self {
        let detail = "the body is longer than this endpoint takes: 1 MiB, or 1 GiB for imports";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large", detail)
    }
}

impl From<LockedOut> for Problem {
    fn from(locked_out: LockedOut) -> Self {
        Self::too_many("too_many_attempts", locked_out.to_string(), locked_out.seconds)
    }
}

impl From<NoRandomness> for Problem {
    fn from(error: NoRandomness) -> Self {
        Self::internal(&error)
    }
}

impl From<PasswordError> for Problem {
    fn from(error: PasswordError) -> Self {
        Self::internal(&error)
    }
}
