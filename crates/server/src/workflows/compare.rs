//! `POST /v1/workflows/compare`: for whom a document decides differently than a version, for every inquiry and not for
//! those of the past.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::ListId;
use pointsman_engine::prove::{KnownLists, compare};
use pointsman_storage::Transaction;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::baseline::{self, Baseline, BaselineError, BaselineRequest};
use super::check::{Proving, proving};
use super::text::changes_between;
use super::wire::{Comparison, WorkflowDocument};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::deciding::plan_of;
use crate::lists;
use crate::problem::Problem;
use crate::runs::try_document::{below, plan as plan_of_document};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(compare_document))
}

/// A document, and the version with which it is compared.
#[derive(Serialize, ToSchema)]
struct CompareRequest {
    /// The document; it must be without errors.
    document: WorkflowDocument,
    /// What it is compared with.
    baseline: BaselineRequest,
}

/// For whom a document decides differently.
#[derive(Debug, Serialize, ToSchema)]
struct Compared {
    /// The version that it was compared with, which is the first text; `null` while none runs. Nothing was compared then.
    #[schema(required)]
    baseline: Option<Baseline>,
    /// What differs in the texts, in words: routes that were added, removed, moved or changed.
    #[schema(example = json!(["Moved route “Blocked” from place 2 to 1."]))]
    words: Vec<String>,
    /// For whom that makes a difference; `null` without a baseline.
    #[schema(required)]
    comparison: Option<Comparison>,
}

/// For whom a document decides differently than a version: proved for every inquiry there can be, each kind of change with an
/// example that both have decided. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/compare",
    operation_id = "compare_document",
    tag = "workflows",
    request_body = CompareRequest,
    responses(
        (status = 200, description = "Where the two differ, or that they are equal.", body = Compared),
        (status = 404, description = "There is no such workflow, or it has no such version."),
        (status = 422, description = "The document has errors, or the request does."),
    )
)]
async fn compare_document(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<Compared>, Problem> {
    let mut fields = Fields::of(&body);
    let document = fields.required("document", readers::json);
    let wanted = fields.required("baseline", baseline::read);
    let (document, wanted) = fields.finish(|| Some((document?, wanted?)))?;
    let read = move |transaction: &mut Transaction<'_>| -> Result<_, BaselineError> {
        Ok((lists::directory(transaction)?, baseline::find(transaction, wanted)?))
    };
    let (directory, found) = app.storage().read(read).await?;
    let new = plan_of_document(document, &directory).map_err(|errors| {
        Problem::invalid(errors.into_iter().map(|error| below("/document", error)).collect())
    })?;
    let Some((version, text)) = found else {
        return Ok(Json(Compared { baseline: None, words: Vec::new(), comparison: None }));
    };
    let old = plan_of(version.workflow, version.version, &text, &directory)
        .map_err(|error| Problem::internal(&error))?;
    let words = changes_between(&text, &document.to_string(), &directory);
    let named = old.lists().lists().chain(new.lists().lists());
    let mentioned: BTreeSet<ListId> = named.map(|list| list.id).collect();
    let work = move |known: &KnownLists<'_>| Comparison::new(&compare(&old, &new, known));
    let mentioned = mentioned.into_iter().collect();
    let storage = Some(app.storage());
    let found = proving(Proving::Looking, storage, app.contents(), mentioned, work).await?;
    Ok(Json(Compared { baseline: Some(version), words, comparison: Some(found) }))
}
