//! `POST /v1/workflows/compare`: for whom a document decides differently than a version, for every inquiry and not for
//! those of the past.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::Document;
use pointsman_engine::Plan;
use pointsman_engine::prove::{KnownLists, compare};
use pointsman_storage::Transaction;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::baseline::{self, Baseline, BaselineError, BaselineRequest};
use super::proving::{Proving, proving};
use super::text::changes_between;
use super::wire::{Comparison, WorkflowDocument};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::deciding::plan_of;
use crate::lists;
use crate::problem::Problem;
use crate::runs::try_document::{below, plan as plan_of_document};

/// Errors of a document that are said.
const SAID_ERRORS: usize = 3;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(compare_document))
}

/// A document, and the version with which it is compared.
#[derive(Serialize, ToSchema)]
struct CompareRequest {
    /// The document. With errors it is compared in words alone.
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
    /// What differs in the texts, in words: routes that were added, removed, moved or changed. `null` if the version's text
    /// cannot be read any more; `unproved_because` says why.
    #[schema(required, example = json!(["Moved route “Blocked” from place 2 to 1."]))]
    words: Option<Vec<String>>,
    /// For whom that makes a difference; `null` without a baseline, and where nothing could be proved.
    #[schema(required)]
    comparison: Option<Comparison>,
    /// Why nothing could be proved, such as because the document has errors; `null` if it was, or there is no baseline.
    #[schema(required)]
    unproved_because: Option<String>,
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
        (status = 422, description = "The document cannot be read, or the request has errors."),
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
    // A text that cannot be read has no words either.
    Document::from_json(document).map_err(|errors| {
        Problem::invalid(errors.into_iter().map(|error| below("/document", error)).collect())
    })?;
    let Some((version, text)) = found else {
        return Ok(Json(Compared {
            baseline: None,
            words: Some(Vec::new()),
            comparison: None,
            unproved_because: None,
        }));
    };
    let words = changes_between(&text, &document.to_string(), &directory);
    let old = plan_of(version.workflow, version.version, &text, &directory);
    let (comparison, unproved_because) = match (old, plan_of_document(document, &directory)) {
        (Ok(old), Ok(new)) => (Some(proved(&app, old, new).await?), None),
        (Ok(_), Err(errors)) => (None, Some(errors_in_words(&errors))),
        (Err(error), Ok(_)) => (None, Some(error.to_string())),
        (Err(error), Err(errors)) => {
            (None, Some(format!("{error}; and {}", errors_in_words(&errors))))
        }
    };
    Ok(Json(Compared { baseline: Some(version), words, comparison, unproved_because }))
}

async fn proved(app: &App, old: Plan, new: Plan) -> Result<Comparison, Problem> {
    let named = old.lists().lists().chain(new.lists().lists());
    let mentioned: BTreeSet<ListId> = named.map(|list| list.id).collect();
    let work = move |known: &KnownLists<'_>| Comparison::new(&compare(&old, &new, known));
    let mentioned = mentioned.into_iter().collect();
    let storage = Some(app.storage());
    Ok(proving(Proving::Looking, storage, app.contents(), mentioned, work).await?)
}

/// The first errors of a document.
fn errors_in_words(errors: &[FieldError]) -> String {
    let mut details: Vec<String> = errors
        .iter()
        .take(SAID_ERRORS)
        .map(|error| format!("{}: {}", error.pointer, error.detail))
        .collect();
    match errors.len().saturating_sub(SAID_ERRORS) {
        0 => {}
        more => details.push(format!("and {more} more")),
    }
    format!("the document has errors; {}", details.join("; "))
}
