//! `POST /v1/workflows/check`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::workflow::{Diagnostic, Document};
use pointsman_engine::check;
use pointsman_engine::sentence::explanation;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
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

/// What is wrong with a document, and the document in sentences. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/check",
    operation_id = "check_document",
    tag = "workflows",
    request_body = CheckRequest,
    responses(
        (status = 200, description = "Diagnostics and sentences; a document that cannot be read has only diagnostics.",
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
    let lists = app.storage().read(lists::directory).await?;
    let (readable, diagnostics, explanation) = match Document::from_json(document) {
        Ok(document) => {
            (true, check(&document, &lists).diagnostics, explanation(&document, &lists))
        }
        Err(errors) => {
            let diagnostics = errors.into_iter().map(Diagnostic::from).collect();
            (false, diagnostics, explanation(&Document::empty("", ""), &lists))
        }
    };
    Ok(Json(wire::Checked {
        readable,
        diagnostics: diagnostics.into_iter().map(wire::Diagnostic::from).collect(),
        routes: Vec::new(),
        findings: Vec::new(),
        more: 0,
        explanation: explanation.into(),
    }))
}
