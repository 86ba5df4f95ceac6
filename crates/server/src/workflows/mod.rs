//! Workflows over HTTP: their one draft, their versions, and what runs.
//!
//! Every change and its event commit together. What a document means is asked of the engine, inside the same
//! transaction that reads the lists, so nobody publishes or starts against lists that have just vanished.

mod archive;
pub(crate) mod baseline;
mod beside;
mod check;
mod collection;
mod compare;
pub(crate) mod contents;
mod draft;
mod draft_changes;
mod files;
mod intended;
mod order;
mod pause;
mod proving;
mod publish;
mod restore;
mod single;
mod start;
mod text;
mod versions;
pub(crate) mod view;
pub(crate) mod wire;

pub(crate) use archive::hide;
pub use check::CheckError;
pub(crate) use check::directory;
pub use files::{DocumentFileError, ToldOfDocuments, check_document, compare_documents};
pub(crate) use pause::pause_if_running;
pub(crate) use proving::{Proving, proving, proving_before_and_after};
pub(crate) use publish::invalid_document;
pub(crate) use text::{StoredText, digest};

use pointsman_domain::ids::WorkflowId;
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::Problem;

/// Characters of a version's note.
pub(crate) const NOTE_CHARACTERS: usize = 2_000;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(collection::endpoints())
        .merge(single::endpoints())
        .merge(archive::endpoints())
        .merge(order::endpoints())
        .merge(draft::endpoints())
        .merge(draft_changes::endpoints())
        .merge(publish::endpoints())
        .merge(versions::endpoints())
        .merge(restore::endpoints())
        .merge(start::endpoints())
        .merge(pause::endpoints())
        .merge(check::endpoints())
        .merge(compare::endpoints())
        .merge(beside::endpoints())
        .merge(intended::endpoints())
}

fn no_workflow(id: WorkflowId) -> Problem {
    Problem::not_found("workflow", id)
}

fn archived(id: WorkflowId) -> Problem {
    Problem::conflict(
        "archived",
        format!("workflow `{id}` is archived and does not change any more"),
    )
}
