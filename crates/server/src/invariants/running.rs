//! Whether the versions that run keep an invariant. Making one that they break is allowed, and the answer says so.

use std::collections::BTreeSet;
use std::time::Duration;

use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_engine::prove::KnownLists;
use pointsman_engine::{CheckedWorkflow, check, compile};
use pointsman_storage::invariants::Invariant;
use pointsman_storage::workflows::{self, Listening};
use pointsman_storage::{StorageError, Transaction};

use super::standing::ReadInvariant;
use super::wire::RunningVerdict;
use super::{Judgement, view, wire};
use crate::app::App;
use crate::lists;
use crate::workflows::{CheckError, Proving, StoredText, proving};

/// How long the answer to a change waits for proofs. The change is kept by then, and whoever heard that it failed
/// would make it twice.
const PATIENCE: Duration = Duration::from_secs(10);

struct Runs {
    workflow: WorkflowId,
    name: String,
    version: i64,
    /// Or why it does not check.
    checked: Result<CheckedWorkflow, String>,
}

/// An invariant that has just been kept, with the same where that is proved in time. Without it the answer leaves it
/// open, and reading the invariant says it.
pub(super) async fn after_change(app: &App, stored: Invariant) -> wire::Invariant {
    let proved = with_running(app, stored.clone(), Proving::Changing);
    match tokio::time::timeout(PATIENCE, proved).await {
        Ok(Ok(invariant)) => return invariant,
        Ok(Err(error)) => {
            tracing::warn!(%error, "an invariant is kept, and not held against what runs");
        }
        Err(_) => {
            tracing::warn!("an invariant is kept, and was not held against what runs in time");
        }
    }
    let lists = app.storage().read(lists::directory).await.unwrap_or_default();
    view::invariant(stored, &lists)
}

/// An invariant with what is proved about every version that runs on its event.
pub(super) async fn with_running(
    app: &App,
    stored: Invariant,
    why: Proving,
) -> Result<wire::Invariant, CheckError> {
    let of = stored.clone();
    let read = move |t: &mut Transaction<'_>| -> Result<_, StorageError> {
        let lists = lists::directory(t)?;
        let mut running = Vec::new();
        for found in workflows::listening(t, of.event)? {
            if let Listening::Running { version, document, .. } = found.listening {
                let checked = match StoredText::parse(&document).without_errors(&lists) {
                    Ok(document) => check(&document, &lists).workflow,
                    Err(_) => None,
                };
                let checked =
                    checked.ok_or_else(|| "the version does not check any more".to_owned());
                running.push(Runs { workflow: found.id, name: found.name, version, checked });
            }
        }
        Ok((lists, running))
    };
    let (lists, running) = app.storage().read(read).await?;
    let seen = view::invariant(stored.clone(), &lists);
    let read = ReadInvariant::new(stored, &lists);
    let mentioned: BTreeSet<ListId> = running
        .iter()
        .filter_map(|runs| runs.checked.as_ref().ok())
        .flat_map(|checked| checked.lists.iter().map(|list| list.id))
        .chain(read.lists())
        .collect();
    let judge = move |known: &KnownLists<'_>| {
        running.iter().map(|runs| judged(&read, runs, known)).collect::<Vec<_>>()
    };
    let mentioned = mentioned.into_iter().collect();
    let running = proving(why, Some(app.storage()), app.contents(), mentioned, judge).await?;
    Ok(wire::Invariant { running: Some(running), ..seen })
}

fn judged(read: &ReadInvariant, runs: &Runs, known: &KnownLists<'_>) -> RunningVerdict {
    let found = match &runs.checked {
        Ok(checked) => read.judge(&compile(checked), known),
        Err(because) => Judgement::undecided(because.clone()),
    };
    RunningVerdict {
        workflow: runs.workflow,
        workflow_name: runs.name.clone(),
        version: runs.version,
        verdict: found.verdict,
        scope: found.scope.into(),
        witness: found.witness,
        because: found.because,
    }
}
