//! A stored workflow on its way out: with its draft's tag and what its runs did today.

use std::collections::HashMap;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::runs::{self, OutcomeCount};
use pointsman_storage::workflows::{self, Draft, VersionSummary, Workflow, WorkflowState};
use pointsman_storage::{StorageError, Transaction};

use super::text::StoredText;
use super::wire;
use crate::app::App;
use crate::auth::hex;
use crate::lists;
use crate::wire::Time;

const MICROSECONDS_PER_DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// The last midnight in UTC.
pub(crate) fn midnight_before(now: Timestamp) -> Timestamp {
    let into_day = now.microseconds().rem_euclid(MICROSECONDS_PER_DAY);
    Timestamp::from_microseconds(now.microseconds() - into_day)
}

/// What the runs of all workflows did since midnight.
pub(crate) fn runs_today(
    transaction: &mut Transaction<'_>,
    now: Timestamp,
) -> Result<HashMap<WorkflowId, wire::RunsToday>, StorageError> {
    let mut today: HashMap<WorkflowId, wire::RunsToday> = HashMap::new();
    for count in runs::outcomes_since(transaction, midnight_before(now))? {
        note(today.entry(count.workflow).or_default(), &count);
    }
    Ok(today)
}

/// One workflow as callers see it. It counts runs, so it belongs into a reading transaction.
pub(crate) fn workflow(
    transaction: &mut Transaction<'_>,
    workflow: Workflow,
    now: Timestamp,
) -> Result<wire::Workflow, StorageError> {
    let mut today = wire::RunsToday::default();
    let since = midnight_before(now);
    for count in runs::outcomes_of_workflow_since(transaction, workflow.id, since)? {
        note(&mut today, &count);
    }
    with_runs(transaction, workflow, today)
}

/// One workflow after a change of it has committed. Counting its runs would only hold up the next change.
pub(super) async fn changed_workflow(
    app: &App,
    workflow: Workflow,
    now: Timestamp,
) -> Result<wire::Workflow, StorageError> {
    app.storage().read(move |t| self::workflow(t, workflow, now)).await
}

/// One workflow, with what its runs did.
pub(crate) fn with_runs(
    transaction: &mut Transaction<'_>,
    workflow: Workflow,
    runs_today: wire::RunsToday,
) -> Result<wire::Workflow, StorageError> {
    let draft = workflows::draft(transaction, workflow.id)?;
    let state = state_of(&workflow.state);
    let latest_version = workflow.state.latest();
    let paused_at = match workflow.state {
        WorkflowState::Paused { at, .. } => Some(Time::from(at)),
        WorkflowState::Draft
        | WorkflowState::Published { .. }
        | WorkflowState::Running { .. }
        | WorkflowState::Archived { .. } => None,
    };
    let running = running(workflow.state);
    Ok(wire::Workflow {
        id: workflow.id,
        name: workflow.name,
        event: workflow.event.as_str().to_owned(),
        state,
        running,
        paused_at,
        latest_version,
        draft: draft.map(draft_info),
        created_at: workflow.created_at.into(),
        position: workflow.position,
        runs_today,
    })
}

/// The version that decides inquiries now, and since when.
pub(crate) fn running(state: WorkflowState) -> Option<wire::Running> {
    match state {
        WorkflowState::Running { active, .. } => Some(wire::Running {
            version: active.version,
            since: active.since.into(),
            since_by: Some(active.by.into()),
        }),
        WorkflowState::Draft
        | WorkflowState::Published { .. }
        | WorkflowState::Paused { .. }
        | WorkflowState::Archived { .. } => None,
    }
}

/// A draft without its text.
pub(super) fn draft_info(draft: Draft) -> wire::DraftInfo {
    wire::DraftInfo {
        etag: draft.etag,
        updated_at: draft.updated_at.into(),
        updated_by: draft.updated_by.into(),
    }
}

fn note(today: &mut wire::RunsToday, count: &OutcomeCount) {
    *today.of_mut(count.outcome) = count.runs;
}

/// A draft that was just saved. A long text takes long to check and explain, which must not hold up the next change.
pub(super) async fn saved_draft(app: &App, saved: Draft) -> Result<wire::Draft, StorageError> {
    app.storage().read(move |t| draft(t, saved)).await
}

/// The draft as callers see it, without the invariants: checked and explained against the lists of this moment.
pub(crate) fn draft(
    transaction: &mut Transaction<'_>,
    draft: Draft,
) -> Result<wire::Draft, StorageError> {
    let lists = lists::directory(transaction)?;
    let read = StoredText::parse(&draft.document).read(&lists);
    Ok(wire::Draft {
        document: read.document,
        etag: draft.etag,
        updated_at: draft.updated_at.into(),
        updated_by: draft.updated_by.into(),
        base_version: draft.base_version,
        diagnostics: read.diagnostics.into_iter().map(wire::Diagnostic::from).collect(),
        invariants: Vec::new(),
        explanation: read.explanation.into(),
        readable: read.readable,
    })
}

/// A version without its text; `running` is the number of the version that decides.
pub(crate) fn version_summary(version: VersionSummary, running: Option<i64>) -> wire::Version {
    wire::Version {
        workflow: version.workflow,
        version: version.number,
        note: version.note,
        published_at: version.published_at.into(),
        published_by: version.published_by.into(),
        digest: hex(&version.digest),
        running: running == Some(version.number),
        document: None,
        explanation: None,
        changes: None,
    }
}

/// The version that decides inquiries now.
pub(crate) fn running_version(state: &WorkflowState) -> Option<i64> {
    match state {
        WorkflowState::Running { active, .. } => Some(active.version),
        WorkflowState::Draft
        | WorkflowState::Published { .. }
        | WorkflowState::Paused { .. }
        | WorkflowState::Archived { .. } => None,
    }
}

/// Where it is in its life.
pub(crate) fn state_of(state: &WorkflowState) -> wire::WorkflowState {
    match state {
        WorkflowState::Draft => wire::WorkflowState::Draft,
        WorkflowState::Published { .. } => wire::WorkflowState::Published,
        WorkflowState::Running { .. } => wire::WorkflowState::Running,
        WorkflowState::Paused { .. } => wire::WorkflowState::Paused,
        WorkflowState::Archived { .. } => wire::WorkflowState::Archived,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_the_day_s_own_first_moment() {
        for (now, midnight) in [
            ("2026-11-22T10:42:07.5Z", "2026-11-22T00:00:00Z"),
            ("2026-11-22T00:00:00Z", "2026-11-22T00:00:00Z"),
            ("1969-12-31T23:59:59Z", "1969-12-31T00:00:00Z"),
        ] {
            let now: Timestamp = now.parse().expect("a time");
            assert_eq!(midnight_before(now).to_string(), midnight);
        }
    }
}
