//! `POST /v1/workflows/{id}/publish`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::workflows::{self, NewVersion, PublishOutcome, WorkflowState};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::draft::DraftError;
use super::text::{self, StoredText};
use super::{NOTE_CHARACTERS, versions, wire};
use crate::app::App;
use crate::auth::{Allowed, hex, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, OptionalJsonBody, readers};
use crate::lists;
use crate::problem::Problem;
use crate::request::{PathId, Precondition};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(publish_draft))
}

/// Why a draft is not published.
#[derive(Debug, thiserror::Error)]
enum PublishError {
    #[error("workflow `{0}` has no draft to publish")]
    NoDraft(WorkflowId),
    #[error("the document has errors; mend them and publish again")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PublishError> for Problem {
    fn from(error: PublishError) -> Self {
        let detail = error.to_string();
        match error {
            PublishError::NoDraft(_) => Self::conflict("no_draft", detail),
            PublishError::Invalid(errors) => invalid_document(detail, errors),
            PublishError::Draft(error) => error.into(),
            PublishError::Storage(error) => error.into(),
        }
    }
}

/// 422: a document has errors, each with its place in the document.
pub(super) fn invalid_document(detail: String, errors: Vec<FieldError>) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_document", detail).with_errors(errors)
}

/// What is said about a version.
#[derive(Serialize, ToSchema)]
struct PublishRequest {
    /// For teammates; may be empty.
    #[schema(max_length = 2000)]
    note: String,
}

/// Freezes the draft as the next version. Nothing runs yet.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/publish",
    operation_id = "publish_draft",
    tag = "workflows",
    params(
        ("id" = String, Path, description = "`wfl_…`"),
        ("If-Match" = Option<String>, Header, description = "The etag of the draft that you have seen, in double quotes."),
    ),
    request_body = PublishRequest,
    responses(
        (status = 201, description = "The version.", body = wire::Version),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "There is no draft, or the workflow is archived."),
        (status = 412, description = "The draft has changed; the header `ETag` is the present one."),
        (status = 422, description = "The document has errors; `errors` has all of them."),
        (status = 428, description = "`If-Match` was not sent."),
    )
)]
async fn publish_draft(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    precondition: Precondition,
    OptionalJsonBody(body): OptionalJsonBody,
) -> Result<(StatusCode, Json<wire::Version>), Problem> {
    let seen = precondition.require_match()?.to_owned();
    let note = read_note(body.as_ref())?;
    let author = Author::of(&app, &caller);
    let version = app.storage().write(move |t| publish(t, id, &seen, &note, &author)).await?;
    Ok((StatusCode::CREATED, Json(version)))
}

fn read_note(body: Option<&Value>) -> Result<String, Problem> {
    let Some(body) = body else { return Ok(String::new()) };
    let mut fields = Fields::of(body);
    let note = fields.optional("note", readers::text(0, NOTE_CHARACTERS));
    fields.finish(|| Some(note.unwrap_or_default()))
}

fn publish(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    seen: &str,
    note: &str,
    author: &Author,
) -> Result<wire::Version, PublishError> {
    let workflow = workflows::lock(transaction, id)?.ok_or(DraftError::NotFound(id))?;
    if matches!(workflow.state, WorkflowState::Archived { .. }) {
        return Err(DraftError::Archived(id).into());
    }
    let draft = workflows::draft(transaction, id)?.ok_or(PublishError::NoDraft(id))?;
    if draft.etag != seen {
        return Err(DraftError::stale(Some(draft)).into());
    }
    let lists = lists::directory(transaction)?;
    let document =
        StoredText::parse(&draft.document).without_errors(&lists).map_err(PublishError::Invalid)?;
    let stored = text::to_stored(&document);
    let new = NewVersion {
        digest: text::digest(&stored),
        document: stored,
        note: note.to_owned(),
        published_at: author.at,
        published_by: author.by.clone(),
    };
    if document.name != workflow.name {
        workflows::rename(transaction, id, &document.name)?;
    }
    let version = match workflows::publish(transaction, id, seen, &new)? {
        PublishOutcome::Published(version) => version,
        PublishOutcome::Stale { present } => return Err(DraftError::stale(present).into()),
        PublishOutcome::Archived => return Err(DraftError::Archived(id).into()),
        PublishOutcome::NotFound => return Err(DraftError::NotFound(id).into()),
    };
    let number = version.summary.number;
    let payload = json!({"name": document.name, "version": number, "note": note, "digest": hex(&version.summary.digest)});
    author.record(transaction, "workflow.published", Changed::Workflow(id), payload)?;
    Ok(versions::whole(transaction, version, None)?)
}
