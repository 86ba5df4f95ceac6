//! From a request to plans that can be asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_engine::{ListDirectory, Plan};
use pointsman_history::{Lists, Question};
use pointsman_storage::{Transaction, workflows};
use serde_json::Value;

use super::request::{Asked, Window};
use super::wire::PreviewLists;
use super::work::AGAIN_SECONDS;
use crate::app::App;
use crate::deciding::{UnreadableVersion, plan_of};
use crate::history::keeper::{KeepError, Past};
use crate::lists;
use crate::problem::Problem;
use crate::runs::try_document::{below, plan as plan_of_document};
use crate::workflows::baseline::{self, Baseline, BaselineError};

/// A document that was checked, with what it is compared with.
#[derive(Clone)]
pub(super) struct Prepared {
    pub(super) document: Arc<Value>,
    pub(super) plan: Arc<Plan>,
    pub(super) baseline: Option<(Baseline, Arc<Plan>)>,
    pub(super) window: Window,
    pub(super) lists: PreviewLists,
    /// Which of those who ask with one session.
    pub(super) asker: Option<String>,
    /// The workflows that come before this one.
    pub(super) earlier: Vec<WorkflowId>,
}

impl From<KeepError> for Problem {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Storage(error) => error.into(),
            KeepError::Lists(error) => error.into(),
            KeepError::OutOfRange(error) => Self::internal(&error),
            KeepError::Spilled(error) => Self::internal(&error),
            KeepError::ListsBehind => Self::unavailable("busy", error.to_string(), AGAIN_SECONDS),
        }
    }
}

/// What the database says besides.
struct Known {
    directory: ListDirectory,
    baseline: Option<(Baseline, String)>,
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
        let plan = plan_of(version.workflow, version.version, &text, &known.directory)?;
        Ok::<_, UnreadableVersion>((version, Arc::new(plan)))
    });
    let baseline = baseline.transpose().map_err(|error| Problem::internal(&error))?;
    Ok(Prepared {
        document: Arc::new(asked.document),
        plan: Arc::new(plan),
        baseline,
        window: asked.window,
        lists: asked.lists,
        asker: asked.asker,
        earlier: known.earlier,
    })
}

fn known(
    transaction: &mut Transaction<'_>,
    wanted: Option<baseline::Wanted>,
) -> Result<Known, BaselineError> {
    let directory = lists::directory(transaction)?;
    let mut earlier = workflows::order(transaction)?;
    let Some(wanted) = wanted else {
        // A new workflow comes last.
        return Ok(Known { directory, baseline: None, earlier });
    };
    let baseline = baseline::find(transaction, wanted)?;
    if let Some(place) = earlier.iter().position(|other| *other == wanted.0) {
        earlier.truncate(place);
    }
    Ok(Known { directory, baseline, earlier })
}

impl Prepared {
    /// As history is asked.
    pub(super) fn question(&self) -> Question<'_> {
        Question {
            plan: &self.plan,
            baseline: self.baseline.as_ref().map(|(_, plan)| plan.as_ref()),
            window: self.window.asked(),
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
