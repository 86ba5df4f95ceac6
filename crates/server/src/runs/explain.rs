//! What a run is explained from: its version's plan and its inquiry's stored attributes.

use pointsman_domain::attribute::{Attributes, ListMatch};
use pointsman_domain::ids::{InquiryId, ItemId, RunId};
use pointsman_storage::runs::{self, Run};
use pointsman_storage::{StorageError, Transaction, inquiries};

use super::comparison::Version;
use super::names::ReadRunError;
use super::trace::ItemValues;
use crate::lists;
use crate::problem::Problem;

/// What a run is explained from.
pub(super) struct Explainable {
    /// The run as it was recorded.
    pub(super) run: Run,
    /// The version that ran.
    pub(super) version: Version,
    /// What it read.
    pub(super) attributes: Attributes,
    /// Values of the items that matched.
    pub(super) items: ItemValues,
}

/// Why a run cannot be explained.
#[derive(Debug, thiserror::Error)]
pub(super) enum ExplainError {
    /// There is none.
    #[error("there is no run `{0}`")]
    NotFound(RunId),
    /// The run names an inquiry that has not completed. Ours.
    #[error("run {run} names inquiry {inquiry}, which has no attributes")]
    NoAttributes {
        /// The run.
        run: RunId,
        /// The inquiry.
        inquiry: InquiryId,
    },
    /// Its version cannot be read, or the database's turn.
    #[error(transparent)]
    Read(#[from] ReadRunError),
}

impl From<StorageError> for ExplainError {
    fn from(error: StorageError) -> Self {
        Self::Read(error.into())
    }
}

impl From<ExplainError> for Problem {
    fn from(error: ExplainError) -> Self {
        match error {
            ExplainError::NotFound(id) => Self::not_found("run", id),
            ExplainError::NoAttributes { .. } => Self::internal(&error),
            ExplainError::Read(error) => error.into(),
        }
    }
}

/// Reads everything that explains a run.
pub(super) fn explainable(
    transaction: &mut Transaction<'_>,
    id: RunId,
) -> Result<Explainable, ExplainError> {
    let found = runs::get(transaction, id)?.ok_or(ExplainError::NotFound(id))?;
    let (workflow, version) = (found.run.workflow, found.run.version);
    let directory = lists::directory(transaction)?;
    let version = Version::read(transaction, workflow, version, &directory)?;
    let inquiry = inquiries::get(transaction, found.inquiry)?;
    let erased = inquiry.as_ref().is_some_and(|inquiry| inquiry.erased_at.is_some());
    let completion = inquiry.and_then(|inquiry| inquiry.completion);
    let missing = ExplainError::NoAttributes { run: id, inquiry: found.inquiry };
    let attributes = completion.ok_or(missing)?.attributes;
    // The value of an item may be the person's own address or name.
    let items =
        if erased { ItemValues::new() } else { values_of(transaction, &attributes.list_matches)? };
    Ok(Explainable { run: found, version, attributes, items })
}

/// Values of the items that matched.
pub(super) fn values_of(
    transaction: &mut Transaction<'_>,
    matches: &[ListMatch],
) -> Result<ItemValues, StorageError> {
    let items: Vec<ItemId> = matches.iter().filter_map(|found| found.item).collect();
    pointsman_storage::lists::values_of(transaction, &items)
}
