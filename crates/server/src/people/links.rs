//! The two links that let a person in: an invitation, and one for a new password. An administrator hands them over;
//! we send no mail. The secret stands behind `#`, so that no server or proxy on the way writes it down.

use pointsman_storage::StorageError;

use super::accounts::CreateMemberError;
use super::members;
use crate::auth::{LockedOut, NoRandomness, PasswordError};
use crate::body::Fault;
use crate::body::readers::secret;
use crate::problem::Problem;

/// How long an invitation can be taken: 7 days.
pub(super) const INVITATION_SECONDS: i64 = 7 * 24 * 60 * 60;
/// How long a link for a new password can be used: a day.
pub(super) const NEW_PASSWORD_SECONDS: i64 = 24 * 60 * 60;
/// The most characters of a secret that we look at.
const SECRET_CHARACTERS: usize = 100;

/// Why a link lets nobody in.
#[derive(Debug, thiserror::Error)]
pub(super) enum LinkError {
    /// The caller's turn.
    #[error(
        "this link opens nothing: it was used, taken back or replaced; ask an administrator for a new one"
    )]
    Void,
    /// The caller's turn.
    #[error("this link has ended; ask an administrator for a new one")]
    Expired,
    /// The caller's turn, later.
    #[error(transparent)]
    LockedOut(#[from] LockedOut),
    /// The caller's turn, or ours.
    #[error(transparent)]
    Member(#[from] CreateMemberError),
    /// Ours.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// Ours.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Ours.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        let detail = error.to_string();
        match error {
            LinkError::Void => Self::new(axum::http::StatusCode::NOT_FOUND, "link_void", detail),
            LinkError::Expired => Self::new(axum::http::StatusCode::GONE, "link_expired", detail),
            LinkError::LockedOut(error) => error.into(),
            LinkError::Member(error) => members::problem(error),
            LinkError::Randomness(error) => error.into(),
            LinkError::Password(error) => error.into(),
            LinkError::Storage(error) => error.into(),
        }
    }
}

/// Reads what stands behind `#` in a link.
pub(super) fn link_secret(value: &serde_json::Value) -> Result<String, Fault> {
    secret(1, SECRET_CHARACTERS)(value)
}
