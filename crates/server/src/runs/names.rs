//! Names of routes by version. A version never changes, so a name that was read once is kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::TakenRoute;
use pointsman_storage::{StorageError, Transaction, workflows};

use crate::deciding::{UnreadableVersion, document_of};
use crate::problem::Problem;

/// The name of the route that has none of its own.
pub(crate) const EVERYTHING_ELSE: &str = "Everything else";
/// Versions whose names are kept.
const VERSIONS: usize = 1_000;

type Names = HashMap<String, String>;

/// Names of routes by version.
#[derive(Debug, Default)]
pub(crate) struct RouteNames(Mutex<HashMap<(WorkflowId, i64), Arc<Names>>>);

/// Why a run cannot be shown. All of it is ours.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadRunError {
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The version cannot be read.
    #[error(transparent)]
    Version(#[from] UnreadableVersion),
    /// The run names a version that is not there.
    #[error("there is no version {version} of workflow {workflow}, which a run names")]
    NoVersion {
        /// The workflow.
        workflow: WorkflowId,
        /// The version.
        version: i64,
    },
}

impl From<ReadRunError> for Problem {
    fn from(error: ReadRunError) -> Self {
        match error {
            ReadRunError::Storage(error) => error.into(),
            ReadRunError::Version(_) | ReadRunError::NoVersion { .. } => Self::internal(&error),
        }
    }
}

impl RouteNames {
    /// The name of a route in a version.
    pub(crate) fn name(
        &self,
        transaction: &mut Transaction<'_>,
        workflow: WorkflowId,
        version: i64,
        route: &TakenRoute,
    ) -> Result<String, ReadRunError> {
        let TakenRoute::Route(id) = route else { return Ok(EVERYTHING_ELSE.to_owned()) };
        let names = match self.kept(workflow, version) {
            Some(names) => names,
            None => self.keep(workflow, version, read(transaction, workflow, version)?),
        };
        Ok(names.get(id.as_str()).cloned().unwrap_or_else(|| id.to_string()))
    }

    fn kept(&self, workflow: WorkflowId, version: i64) -> Option<Arc<Names>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(workflow, version)).cloned()
    }

    fn keep(&self, workflow: WorkflowId, version: i64, names: Names) -> Arc<Names> {
        let names = Arc::new(names);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= VERSIONS {
            kept.clear();
        }
        kept.insert((workflow, version), Arc::clone(&names));
        names
    }
}

fn read(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    version: i64,
) -> Result<Names, ReadRunError> {
    let found = workflows::version(transaction, workflow, version)?;
    let found = found.ok_or(ReadRunError::NoVersion { workflow, version })?;
    let document = document_of(&found.document).map_err(|problem| UnreadableVersion {
        workflow,
        version,
        problem,
    })?;
    Ok(document.routes.into_iter().map(|route| (route.id.to_string(), route.name)).collect())
}
