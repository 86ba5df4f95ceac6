//! Workflows: their order, the one draft, the versions, and what runs.
//!
//! Documents are kept as the JSON text that was handed in: a version's digest covers its bytes, and a draft of
//! another release must stay readable by people. Whether a text makes sense is asked elsewhere.

mod drafts;
mod intended;
mod life;
mod list_uses;
mod open_drafts;
mod order;
mod record;
mod running;
mod versions;

pub use drafts::{Draft, DraftGuard, NewDraft, PutDraft, delete_draft, draft, put_draft};
pub use intended::{IntendedFinding, MarkIntended, intended, mark_intended, unmark_intended};
pub use life::{ArchiveOutcome, Change, StartOutcome, archive, pause, start};
pub(crate) use list_uses::keep_from_archiving;
pub use list_uses::{ListUse, TextPlace, list_uses};
pub use open_drafts::{OpenDraft, OpenDrafts, open_drafts};
pub use order::{SetOrder, order, set_order};
pub(crate) use record::RUNNING_AHEAD;
pub use record::{
    Active, NewWorkflow, StateFilter, Workflow, WorkflowPosition, WorkflowState, get, insert, lock,
    page, rename,
};
pub(crate) use running::every_id;
pub use running::{Listening, ListeningWorkflow, listening};
pub use versions::{
    NewVersion, PublishOutcome, Version, VersionSummary, publish, version, versions,
};

const TABLE: &str = "workflows";
