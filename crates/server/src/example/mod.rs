//! The example workspace: fifty thousand inquiries over ninety days, decided by really running the engine, and the
//! lists, workflows and people around them.
//!
//! There is no second way of deciding here: the team's acts are calls of the API, and inquiries go through the
//! functions behind it, hundreds in one transaction, on a clock of the past. All addresses, domains and telephone
//! numbers are reserved for documentation, all names are invented.

mod batch;
mod calls;
mod cast;
mod clock;
mod dice;
mod endpoint;
mod fate;
mod invariants;
mod lists;
mod maker;
mod person;
mod removal;
mod reviews;
mod schedule;
mod story;
mod team;
mod wire;
mod work;
mod workflows;

use axum::http::header::InvalidHeaderValue;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::InvalidId;
use pointsman_storage::example::{self, Claim, ExampleState};
use pointsman_storage::{StorageError, Transaction};

use crate::app::ServerParts;
use crate::auth::NoRandomness;
use crate::deciding::{CompleteError, RefreshError};
use crate::inquiries::{CreateError, DecideError, EndError};
use crate::people::accounts::CreateMemberError;
use crate::router::InvalidPublicUrl;

pub(crate) use endpoint::endpoints;

pub use cast::{EXAMPLE_MEMBERS, EXAMPLE_PASSWORD, ExampleMember, ExampleSignIn};
pub use work::resume_example;

/// Inquiries of the example.
pub const EXAMPLE_INQUIRIES: i64 = 50_000;
/// The most inquiries that an example may be asked to have.
pub const MOST_EXAMPLE_INQUIRIES: i64 = 1_000_000;
/// The event that says that the inquiries of the example are gone.
pub(crate) const REMOVED: &str = "example.removed";
const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;

/// How far the making or removing of the example is, in inquiries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Done so far.
    pub done: i64,
    /// To do in all.
    pub total: i64,
}

/// Why the example was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeExampleError {
    /// The caller's turn: there is something else.
    #[error(
        "the example goes only into an empty workspace, without inquiries, workflows and lists"
    )]
    NotEmpty,
    /// The caller's turn: there is one.
    #[error("the workspace has the example already")]
    Taken,
    /// The caller's turn: nobody could sign in and take it away again, and its administrator would be the only one.
    #[error("there is no administrator yet; open the dashboard and enter the one-time code first")]
    NotSetUp,
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Ours.
    #[error("the example could not be made: {0}")]
    Ours(Box<dyn std::error::Error + Send + Sync>),
}

impl From<MakeError> for MakeExampleError {
    fn from(error: MakeError) -> Self {
        match error {
            MakeError::Storage(error) => Self::Storage(error),
            other => Self::Ours(Box::new(other)),
        }
    }
}

/// What can go wrong on the way.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MakeError {
    /// Somebody removed the example while it was made.
    #[error("the example was removed while it was made")]
    Gone,
    /// Everybody who could be called like the example's member is there already.
    #[error("a hundred members have an address like `{wanted}` already")]
    NoAddress {
        /// The address.
        wanted: String,
    },
    /// Ours: the story speaks of something that it has not made.
    #[error("the example's story speaks of `{missing}` before it is made")]
    Story {
        /// What.
        missing: String,
    },
    /// Ours: an answer lacks something.
    #[error("an answer has no `{key}`")]
    Answer {
        /// What it lacks.
        key: &'static str,
    },
    /// Ours: the API refused a call of the example.
    #[error("{call} answered {status}: {said}")]
    Refused {
        /// The call.
        call: String,
        /// The status.
        status: u16,
        /// The answer.
        said: String,
    },
    /// Ours: an invented inquiry is none.
    #[error("an inquiry of the example is none: {0:?}")]
    Invalid(Vec<FieldError>),
    /// Ours.
    #[error(transparent)]
    Id(#[from] InvalidId),
    /// Ours.
    #[error(transparent)]
    Http(#[from] axum::http::Error),
    /// Ours.
    #[error(transparent)]
    Header(#[from] InvalidHeaderValue),
    /// Ours.
    #[error(transparent)]
    Body(#[from] axum::Error),
    /// Ours.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// Ours.
    #[error(transparent)]
    PublicUrl(#[from] InvalidPublicUrl),
    /// Ours.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// Ours.
    #[error(transparent)]
    Member(#[from] CreateMemberError),
    /// Ours.
    #[error(transparent)]
    Create(#[from] CreateError),
    /// Ours.
    #[error(transparent)]
    Complete(#[from] CompleteError),
    /// Ours.
    #[error(transparent)]
    End(#[from] EndError),
    /// Ours.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// Ours.
    #[error(transparent)]
    Refresh(#[from] RefreshError),
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Makes the example in an empty workspace and tells how far it is.
pub async fn make_example(
    parts: &ServerParts,
    sign_in: ExampleSignIn,
    inquiries: i64,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), MakeExampleError> {
    let now = parts.clock.now();
    match parts.storage.write(move |t| example::claim(t, inquiries, now)).await? {
        Claim::Claimed => {}
        Claim::Taken(_) => return Err(MakeExampleError::Taken),
        Claim::NotEmpty => return Err(MakeExampleError::NotEmpty),
    }
    make_claimed(parts, sign_in, inquiries, progress).await
}

/// Makes the example that was claimed before.
async fn make_claimed(
    parts: &ServerParts,
    sign_in: ExampleSignIn,
    inquiries: i64,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<(), MakeExampleError> {
    maker::make(parts, sign_in, inquiries, progress).await?;
    let now = parts.clock.now();
    Ok(parts.storage.write(move |t| whole(t, now)).await?)
}

fn whole(transaction: &mut Transaction<'_>, now: Timestamp) -> Result<(), MakeError> {
    let mut made = example::lock(transaction)?.ok_or(MakeError::Gone)?;
    example::seal(transaction)?;
    made.state = ExampleState::Present;
    made.total = made.done;
    made.updated_at = now;
    Ok(example::set(transaction, &made)?)
}
