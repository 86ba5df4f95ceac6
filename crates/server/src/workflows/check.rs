//! `POST /v1/workflows/check`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use pointsman_domain::workflow::{Diagnostic, Document};
use pointsman_engine::prove::{KnownLists, prove};
use pointsman_engine::sentence::explanation;
use pointsman_engine::{CheckedWorkflow, ListDirectory, check, compile};
use pointsman_storage::{Storage, StorageError};
use serde::Serialize;
use serde_json::Value;
use tokio::task::JoinError;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::contents::KnownContents;
use super::proving::{Proving, proving};
use super::wire;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::invariants::Standing;
use crate::invariants::wire::JudgedInvariant;
use crate::lists;
use crate::problem::Problem;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(check_document))
}

/// A document to check.
#[derive(Serialize, ToSchema)]
struct CheckRequest {
    /// Finished or not.
    document: wire::WorkflowDocument,
}

/// What is wrong with a document, what is proved about it, and the document in sentences. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/check",
    operation_id = "check_document",
    tag = "workflows",
    request_body = CheckRequest,
    responses(
        (status = 200, description = "Diagnostics, proofs and sentences; a document with errors is not proved, and one that cannot be read has only diagnostics.",
            body = wire::Checked),
        (status = 422, description = "There is no `document` in the body."),
    )
)]
async fn check_document(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::Checked>, Problem> {
    let mut fields = Fields::of(&body);
    let document = fields.required("document", readers::json);
    let document = fields.finish(|| document)?;
    Ok(Json(checked(Some(app.storage()), app.contents(), document).await?))
}

/// Why a document cannot be checked; ours.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Lists cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The proof broke off.
    #[error("the proof broke off: {0}")]
    Stopped(#[from] JoinError),
    /// Large lists change faster than they are asked about, and the answer may not be left open.
    #[error("lists are changing; try again")]
    Moved,
}

impl From<CheckError> for Problem {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Storage(error) => error.into(),
            CheckError::Stopped(error) => Self::internal(&error),
            CheckError::Moved => StorageError::Busy.into(),
        }
    }
}

/// Checks a document and proves what can be proved, with the lists of a database or without any.
pub(super) async fn checked(
    storage: Option<&Storage>,
    known: Arc<KnownContents>,
    document: &Value,
) -> Result<wire::Checked, CheckError> {
    let standing = match storage {
        Some(storage) => storage.read(Standing::read).await?,
        None => Standing::default(),
    };
    let lists = &standing.lists;
    let (readable, diagnostics, explanation, workflow) = match Document::from_json(document) {
        Ok(document) => {
            let checking = check(&document, lists);
            let explanation = explanation(&document, lists);
            (true, checking.diagnostics, explanation, checking.workflow)
        }
        Err(errors) => {
            let diagnostics = errors.into_iter().map(Diagnostic::from).collect();
            (false, diagnostics, explanation(&Document::empty("", ""), lists), None)
        }
    };
    let (proved, invariants) = match workflow {
        Some(workflow) => proved(storage, known, workflow, standing).await?,
        None => (wire::Proved::NOTHING, Vec::new()),
    };
    Ok(wire::Checked {
        readable,
        diagnostics: diagnostics.into_iter().map(wire::Diagnostic::from).collect(),
        routes: proved.routes,
        everything_else: proved.everything_else,
        findings: proved.findings,
        more: proved.more,
        undecided_overlaps: proved.undecided_overlaps,
        invariants,
        explanation: explanation.into(),
    })
}

async fn proved(
    storage: Option<&Storage>,
    known: Arc<KnownContents>,
    workflow: CheckedWorkflow,
    standing: Standing,
) -> Result<(wire::Proved, Vec<JudgedInvariant>), CheckError> {
    let mentioned = standing.mentioned(&workflow);
    let work = move |known: &KnownLists<'_>| {
        let plan = compile(&workflow);
        let proofs = prove(&plan, known);
        (wire::Proved::new(&plan, proofs), standing.judge(&plan, known))
    };
    proving(Proving::Looking, storage, known, mentioned, work).await
}

/// The lists that a document may name.
pub(crate) async fn directory(storage: Option<&Storage>) -> Result<ListDirectory, CheckError> {
    match storage {
        Some(storage) => Ok(storage.read(lists::directory).await?),
        None => Ok(ListDirectory::default()),
    }
}
