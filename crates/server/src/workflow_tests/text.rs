//! The text of a workflow that tests are about: its draft, or without one its newest version.

use pointsman_domain::error::FieldError;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::Document;
use pointsman_engine::{CheckedWorkflow, ListDirectory, check};
use pointsman_storage::workflows::{self, WorkflowState};
use pointsman_storage::{StorageError, Transaction};

use crate::lists;
use crate::problem::Problem;
use crate::workflows::{StoredText, invalid_document};

/// Why there is no text to test.
#[derive(Debug, thiserror::Error)]
pub(super) enum TextError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error("workflow `{0}` is archived")]
    Archived(WorkflowId),
    #[error("workflow `{0}` has neither a draft nor a version")]
    NoText(WorkflowId),
    #[error("the document has errors; mend them, then its tests can run")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<TextError> for Problem {
    fn from(error: TextError) -> Self {
        let detail = error.to_string();
        match error {
            TextError::NotFound(id) => super::no_workflow(id),
            TextError::Archived(id) => super::archived(id),
            TextError::NoText(_) => Self::conflict("no_draft", detail),
            TextError::Invalid(errors) => invalid_document(detail, errors),
            TextError::Storage(error) => error.into(),
        }
    }
}

/// A text that can be compiled.
pub(super) struct Text {
    pub(super) workflow: CheckedWorkflow,
    pub(super) lists: ListDirectory,
    /// The version that it is; `None` is the draft.
    pub(super) version: Option<i64>,
}

impl Text {
    /// Reads it.
    pub(super) fn read(
        transaction: &mut Transaction<'_>,
        id: WorkflowId,
    ) -> Result<Self, TextError> {
        let stored = workflows::get(transaction, id)?.ok_or(TextError::NotFound(id))?;
        if matches!(stored.state, WorkflowState::Archived { .. }) {
            return Err(TextError::Archived(id));
        }
        let (document, version) = match (workflows::draft(transaction, id)?, stored.state.latest())
        {
            (Some(draft), _) => (draft.document, None),
            (None, Some(latest)) => {
                let version = workflows::version(transaction, id, latest)?;
                (version.ok_or(TextError::NoText(id))?.document, Some(latest))
            }
            (None, None) => return Err(TextError::NoText(id)),
        };
        let lists = lists::directory(transaction)?;
        let document =
            StoredText::parse(&document).without_errors(&lists).map_err(TextError::Invalid)?;
        let workflow = checked(&document, &lists).map_err(TextError::Invalid)?;
        Ok(Self { workflow, lists, version })
    }
}

/// A document that can be compiled.
pub(super) fn checked(
    document: &Document,
    lists: &ListDirectory,
) -> Result<CheckedWorkflow, Vec<FieldError>> {
    let checking = check(document, lists);
    let errors = || checking.errors().cloned().map(FieldError::from).collect();
    checking.workflow.clone().ok_or_else(errors)
}
