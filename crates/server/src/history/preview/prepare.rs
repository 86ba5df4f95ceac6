//! From a request to plans that can be asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_engine::{ListDirectory, Plan};
use pointsman_history::{Lists, Question};
use pointsman_storage::{StorageError, Transaction, workflows};
use serde_json::Value;

use super::request::{Asked, Window};
use super::wire::{PreviewBaseline, PreviewLists};
use super::work::AGAIN_SECONDS;
use crate::app::App;
use crate::deciding::{UnreadableVersion, plan_of};
use crate::history::keeper::{KeepError, Past};
use crate::lists;
use crate::problem::Problem;
use crate::runs::try_document::{below, plan as plan_of_document};
use crate::workflows::view::running_version;

/// A document that was checked, with what it is compared with.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) document: Arc<Value>,
    pub(super) plan: Arc<Plan>,
    pub(super) baseline: Option<(PreviewBaseline, Arc<Plan>)>,
    pub(super) window: Window,
    pub(super) lists: PreviewLists,
    /// Which of those who ask with one session.
    pub(super) asker: Option<String>,
    /// The workflows that come before this one.
    pub(super) earlier: Vec<WorkflowId>,
}

/// Why a question cannot be asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum PrepareError {
    /// There is no such workflow.
    #[error("there is no workflow `{0}`")]
    NoWorkflow(WorkflowId),
    /// It has no such version.
    #[error("workflow `{workflow}` has no version {version}")]
    NoVersion {
        /// The workflow.
        workflow: WorkflowId,
        /// The number.
        version: i64,
    },
    /// Ours.
    #[error(transparent)]
    Version(#[from] UnreadableVersion),
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PrepareError> for Problem {
    fn from(error: PrepareError) -> Self {
        match error {
            PrepareError::NoWorkflow(id) => Self::not_found("workflow", id),
            PrepareError::NoVersion { workflow, version } => {
                let id = format!("{version} of workflow {workflow}");
                Self::not_found("version", id)
            }
            PrepareError::Version(error) => Self::internal(&error),
            PrepareError::Storage(error) => error.into(),
        }
    }
}

impl From<KeepError> for Problem {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Storage(error) => error.into(),
            KeepError::Lists(error) => error.into(),
            KeepError::OutOfRange(error) => Self::internal(&error),
            KeepError::ListsBehind => Self::unavailable("busy", error.to_string(), AGAIN_SECONDS),
        }
    }
}

/// What the database says besides.
struct Known {
    directory: ListDirectory,
    baseline: Option<(PreviewBaseline, String)>,
    earlier: Vec<WorkflowId>,
}

/// Reads what is compared with, and compiles both.
pub(super) async fn prepare(app: &App, asked: Asked) -> Result<Prepared, Problem> {
    let baseline = asked.baseline;
    let known = app.storage().read(move |transaction| known(transaction, baseline)).await?;
    let plan = plan_of_document(&asked.document, &known.directory).map_err(|errors| {
        Problem::invalid(errors.into_iter().map(|error| below("/document", error)).collect())
    })?;
    let baseline = known.baseline.map(|(version, text)| {
        let PreviewBaseline { workflow, version: number } = version;
        let plan = plan_of(workflow, number, &text, &known.directory)?;
        Ok::<_, UnreadableVersion>((version, Arc::new(plan)))
    });
    Ok(Prepared {
        document: Arc::new(asked.document),
        plan: Arc::new(plan),
        baseline: baseline.transpose().map_err(PrepareError::from)?,
        window: asked.window,
        lists: asked.lists,
        asker: asked.asker,
        earlier: known.earlier,
    })
}

fn known(
    transaction: &mut Transaction<'_>,
    baseline: Option<(WorkflowId, Option<i64>)>,
) -> Result<Known, PrepareError> {
    let directory = lists::directory(transaction)?;
    let mut earlier = workflows::order(transaction)?;
    let Some((workflow, version)) = baseline else {
        // A new workflow comes last.
        return Ok(Known { directory, baseline: None, earlier });
    };
    let found = workflows::get(transaction, workflow)?;
    let found = found.ok_or(PrepareError::NoWorkflow(workflow))?;
    if let Some(place) = earlier.iter().position(|other| *other == workflow) {
        earlier.truncate(place);
    }
    let Some(version) = version.or_else(|| running_version(&found.state)) else {
        return Ok(Known { directory, baseline: None, earlier });
    };
    let text = workflows::version(transaction, workflow, version)?;
    let text = text.ok_or(PrepareError::NoVersion { workflow, version })?;
    let baseline = Some((PreviewBaseline { workflow, version }, text.document));
    Ok(Known { directory, baseline, earlier })
}

impl Prepared {
    /// As history is asked.
    pub(super) fn question(&self) -> Question<'_> {
        Question {
            plan: &self.plan,
            baseline: self.baseline.as_ref().map(|(_, plan)| plan.as_ref()),
            window: pointsman_history::Window { from: self.window.from, to: self.window.to },
            lists: match self.lists {
                PreviewLists::Now => Lists::Now,
                PreviewLists::Then => Lists::Then,
            },
            earlier: &self.earlier,
        }
    }

    /// The past up to now, with what is asked about lists.
    pub(super) async fn past(&self, app: &App) -> Result<Arc<Past>, Problem> {
        let lists: BTreeSet<ListId> = match self.lists {
            PreviewLists::Then => BTreeSet::new(),
            PreviewLists::Now => {
                let baseline = self.baseline.as_ref().map(|(_, plan)| plan);
                let plans = [Some(&self.plan), baseline].into_iter().flatten();
                plans.flat_map(|plan| plan.lists().lists().map(|list| list.id)).collect()
            }
        };
        app.history().up_to_now(app, &lists).await
    }
}
