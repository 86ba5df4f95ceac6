//! The version with which a document is compared.

use pointsman_domain::error::Pointer;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::{StorageError, Transaction, workflows};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::view::running_version;
use crate::body::{Fault, object, part, readers};
use crate::problem::Problem;

const KEYS: [&str; 2] = ["workflow", "version"];

/// A version, or whichever runs.
#[derive(Serialize, ToSchema)]
pub(crate) struct BaselineRequest {
    /// `wfl_…`
    workflow: String,
    /// Its number; without it, the version that runs. While none runs nothing is compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, minimum = 1)]
    version: Option<i64>,
}

/// A version to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Baseline {
    /// `wfl_…`
    #[schema(value_type = String)]
    pub(crate) workflow: WorkflowId,
    /// Its number.
    pub(crate) version: i64,
}

/// Which version is meant: of a workflow, this one or whichever runs.
pub(crate) type Wanted = (WorkflowId, Option<i64>);

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BaselineError {
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
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<BaselineError> for Problem {
    fn from(error: BaselineError) -> Self {
        match error {
            BaselineError::NoWorkflow(id) => Self::not_found("workflow", id),
            BaselineError::NoVersion { workflow, version } => {
                let id = format!("{version} of workflow {workflow}");
                Self::not_found("version", id)
            }
            BaselineError::Storage(error) => error.into(),
        }
    }
}

/// Reads which version is meant.
pub(crate) fn read(value: &Value) -> Result<Wanted, Fault> {
    let map = object(value, &KEYS)?;
    let workflow = part(map, "workflow", readers::parsed("invalid_id"))?;
    let version = part(map, "version", readers::whole_number(1, i64::MAX))?;
    let missing = || Fault {
        within: Pointer::root().key("workflow"),
        ..Fault::new("required", "`workflow` is missing")
    };
    Ok((workflow.ok_or_else(missing)?, version))
}

/// The version that is meant, with its text; nothing if it is the one that runs and none does.
pub(crate) fn find(
    transaction: &mut Transaction<'_>,
    (workflow, version): Wanted,
) -> Result<Option<(Baseline, String)>, BaselineError> {
    let found = workflows::get(transaction, workflow)?;
    let found = found.ok_or(BaselineError::NoWorkflow(workflow))?;
    let Some(version) = version.or_else(|| running_version(&found.state)) else {
        return Ok(None);
    };
    let text = workflows::version(transaction, workflow, version)?;
    let text = text.ok_or(BaselineError::NoVersion { workflow, version })?;
    Ok(Some((Baseline { workflow, version }, text.document)))
}
