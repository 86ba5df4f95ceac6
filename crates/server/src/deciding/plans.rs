//! From the stored text of a version to a plan.

use pointsman_domain::ids::WorkflowId;
use pointsman_domain::json::{InvalidJson, parse_strict};
use pointsman_domain::workflow::Document;
use pointsman_engine::{ListDirectory, Plan, check, compile};

/// A published version that this release cannot read. Ours: publishing and starting checked it.
#[derive(Debug, thiserror::Error)]
#[error("version {version} of workflow {workflow} cannot be executed: {problem}")]
pub(crate) struct UnreadableVersion {
    /// The workflow.
    pub(crate) workflow: WorkflowId,
    /// The version.
    pub(crate) version: i64,
    /// What is wrong with it.
    pub(crate) problem: UnreadableDocument,
}

/// Why a stored document is no plan.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UnreadableDocument {
    /// Not JSON.
    #[error(transparent)]
    Json(#[from] InvalidJson),
    /// Not a document, or one with errors.
    #[error("{pointer}: {detail}")]
    Invalid {
        /// JSON pointer into the document.
        pointer: String,
        /// What is wrong there.
        detail: String,
    },
}

/// Reads, checks and compiles a published version. Lists count as they are: an archived list is no error here,
/// it only matches nothing.
pub(crate) fn plan_of(
    workflow: WorkflowId,
    version: i64,
    text: &str,
    lists: &ListDirectory,
) -> Result<Plan, UnreadableVersion> {
    let unreadable = |problem| UnreadableVersion { workflow, version, problem };
    let document = document_of(text).map_err(unreadable)?;
    let checking = check(&document, &with_none_archived(lists));
    if let Some(checked) = &checking.workflow {
        return Ok(compile(checked));
    }
    let (pointer, detail) = checking.errors().next().map_or_else(
        || (String::new(), "it does not check".to_owned()),
        |error| (error.pointer.clone(), error.message.clone()),
    );
    Err(unreadable(UnreadableDocument::Invalid { pointer, detail }))
}

/// Reads a stored document.
pub(crate) fn document_of(text: &str) -> Result<Document, UnreadableDocument> {
    let value = parse_strict(text.as_bytes())?;
    Document::from_json(&value).map_err(|errors| {
        let first = errors.into_iter().next();
        let (pointer, detail) =
            first.map(|error| (error.pointer, error.detail)).unwrap_or_default();
        UnreadableDocument::Invalid { pointer, detail }
    })
}

fn with_none_archived(lists: &ListDirectory) -> ListDirectory {
    ListDirectory::new(lists.lists().cloned().map(|mut list| {
        list.archived = false;
        list
    }))
}
