//! Start, pause, archive: what changes who is decided.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;

use super::record::{self, Active, Workflow, WorkflowState};
use super::versions;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::Transaction;
use crate::{order_numbers, revisions};

/// Who changes what runs, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
}

/// What starting led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StartOutcome {
    /// The version runs.
    Started(Workflow),
    /// It ran already; nothing changed.
    RunsAlready(Workflow),
    /// There is no such version.
    NoVersion,
    /// The workflow is archived.
    Archived,
    /// There is no such workflow.
    NotFound,
}

/// What archiving led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArchiveOutcome {
    /// It is archived.
    Archived(Box<Workflow>),
    /// It is running; pause it first.
    Running,
    /// There is no such workflow.
    NotFound,
}

/// Makes `version` run. A start takes an order number, so that no inquiry made before is decided; swapping the
/// version of a running workflow keeps the number.
pub fn start(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    version: i64,
    change: &Change,
) -> Result<StartOutcome, StorageError> {
    let Some(mut present) = record::lock(transaction, workflow)? else {
        return Ok(StartOutcome::NotFound);
    };
    let (latest, line) = match &present.state {
        WorkflowState::Draft => return Ok(StartOutcome::NoVersion),
        WorkflowState::Archived { .. } => return Ok(StartOutcome::Archived),
        WorkflowState::Running { active, .. } if active.version == version => {
            return Ok(StartOutcome::RunsAlready(present));
        }
        WorkflowState::Running { latest, active } => (*latest, Some((active.line, active.started))),
        WorkflowState::Published { latest } | WorkflowState::Paused { latest, .. } => {
            (*latest, None)
        }
    };
    if versions::version(transaction, workflow, version)?.is_none() {
        return Ok(StartOutcome::NoVersion);
    }
    let (line, started) = match line {
        Some(line) => line,
        None => (order_numbers::take(transaction)?, change.at),
    };
    let active = Active { version, since: change.at, by: change.by.clone(), line, started };
    present.state = WorkflowState::Running { latest, active };
    record::save_state(transaction, workflow, &present.state)?;
    revisions::raise_running(transaction)?;
    Ok(StartOutcome::Started(present))
}

/// Stops a running workflow; any other stays as it is. `None` if there is no such workflow.
pub fn pause(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    change: &Change,
) -> Result<Option<Workflow>, StorageError> {
    let Some(mut present) = record::lock(transaction, workflow)? else { return Ok(None) };
    match present.state {
        WorkflowState::Running { latest, active } => {
            present.state =
                WorkflowState::Paused { latest, active, at: change.at, by: change.by.clone() };
            record::save_state(transaction, workflow, &present.state)?;
            revisions::raise_running(transaction)?;
        }
        WorkflowState::Draft
        | WorkflowState::Published { .. }
        | WorkflowState::Paused { .. }
        | WorkflowState::Archived { .. } => {}
    }
    Ok(Some(present))
}

/// Hides a workflow that is not running.
pub fn archive(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    change: &Change,
) -> Result<ArchiveOutcome, StorageError> {
    let Some(mut present) = record::lock(transaction, workflow)? else {
        return Ok(ArchiveOutcome::NotFound);
    };
    match &present.state {
        WorkflowState::Running { .. } => return Ok(ArchiveOutcome::Running),
        WorkflowState::Archived { .. } => return Ok(ArchiveOutcome::Archived(Box::new(present))),
        WorkflowState::Draft | WorkflowState::Published { .. } | WorkflowState::Paused { .. } => {}
    }
    let latest = present.state.latest();
    present.state = WorkflowState::Archived { latest, at: change.at, by: change.by.clone() };
    record::save_state(transaction, workflow, &present.state)?;
    revisions::raise_running(transaction)?;
    Ok(ArchiveOutcome::Archived(Box::new(present)))
}
