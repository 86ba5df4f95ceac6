//! Reading the workflows of an event from storage, compiled. Plans that are known already are kept.

use std::collections::HashMap;
use std::sync::Arc;

use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::WorkflowEvent;
use pointsman_engine::Plan;
use pointsman_storage::workflows::{self, Listening};
use pointsman_storage::{StorageError, Transaction};

use super::judge::{Standing, StandingState};
use super::plans::{UnreadableVersion, plan_of};
use crate::lists;

/// Why the running set cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RunningSetError {
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Ours.
    #[error(transparent)]
    Version(#[from] UnreadableVersion),
}

/// The workflows that run or are paused, in the order in which they run.
pub(crate) fn load(
    transaction: &mut Transaction<'_>,
    known: &[Standing],
) -> Result<Vec<Standing>, RunningSetError> {
    let listening = workflows::listening(transaction, WorkflowEvent::InquiryCompleted)?;
    let mut plans = plans_of(known);
    let mut lists = None;
    let mut standings = Vec::with_capacity(listening.len());
    for workflow in listening {
        let state = match workflow.listening {
            Listening::Paused { since } => StandingState::Paused { since },
            Listening::Running { version, since, line, document } => {
                let plan = if let Some(plan) = plans.remove(&(workflow.id, version)) {
                    plan
                } else {
                    let lists = match &mut lists {
                        Some(lists) => lists,
                        empty => empty.insert(lists::directory(transaction)?),
                    };
                    Arc::new(plan_of(workflow.id, version, &document, lists)?)
                };
                StandingState::Running { version, plan, line, since }
            }
        };
        standings.push(Standing { workflow: workflow.id, state });
    }
    Ok(standings)
}

fn plans_of(known: &[Standing]) -> HashMap<(WorkflowId, i64), Arc<Plan>> {
    let running = known.iter().filter_map(|standing| match &standing.state {
        StandingState::Running { version, plan, .. } => {
            Some(((standing.workflow, *version), Arc::clone(plan)))
        }
        StandingState::Paused { .. } => None,
    });
    running.collect()
}
