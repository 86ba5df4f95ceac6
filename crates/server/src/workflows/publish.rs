//! `POST /v1/workflows/{id}/publish`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::error::FieldError;
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::json::parse_strict;
use pointsman_engine::ListDirectory;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{self, NewVersion, PublishOutcome, Workflow, WorkflowState};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::draft::DraftError;
use super::draft_changes::missing_version;
use super::text::{self, StoredText, changes_between};
use super::{NOTE_CHARACTERS, versions, wire};
use crate::app::App;
use crate::auth::{Allowed, hex, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, OptionalJsonBody, readers};
use crate::invariants::{ATTEMPTS, Looked, NotKept};
use crate::lists;
use crate::problem::Problem;
use crate::request::{PathId, Precondition};
use crate::workflow_tests::{self, NotPassed};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(publish_draft))
}

/// The most sentences about changes that the record of changes takes from one publication; the rest is counted.
const TOLD_CHANGES: usize = 50;
/// The most characters of such a sentence.
const TOLD_CHARACTERS: usize = 500;

/// Why a draft is not published.
#[derive(Debug, thiserror::Error)]
enum PublishError {
    #[error("workflow `{0}` has no draft to publish")]
    NoDraft(WorkflowId),
    #[error("the document has errors; mend them and publish again")]
    Invalid(Vec<FieldError>),
    #[error(transparent)]
    NotKept(#[from] NotKept),
    #[error(transparent)]
    NotPassed(#[from] NotPassed),
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
            PublishError::NotKept(error) => error.into(),
            PublishError::NotPassed(error) => error.into(),
            PublishError::Draft(error) => error.into(),
            PublishError::Storage(error) => error.into(),
        }
    }
}

/// 422: a document has errors, each with its place in the document.
pub(crate) fn invalid_document(detail: String, errors: Vec<FieldError>) -> Problem {
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
        (status = 409, description = "There is no draft, the workflow is archived, or the document breaks an invariant or a test; `errors` say which."),
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
    for _ in 0..ATTEMPTS {
        let looked = Looked::at(&app, to_publish(&app, id, &seen).await?.as_ref()).await?;
        let (seen, note, author) = (seen.clone(), note.clone(), author.clone());
        let publish = move |t: &mut Transaction<'_>| publish(t, id, &seen, &note, &looked, &author);
        match app.storage().write(publish).await {
            Err(PublishError::NotKept(NotKept::Moved)) => {}
            version => return Ok((StatusCode::CREATED, Json(version?))),
        }
    }
    Err(NotKept::Moved.into())
}

/// The text that is going to be published, if the caller has seen it.
async fn to_publish(app: &App, id: WorkflowId, seen: &str) -> Result<Option<Value>, StorageError> {
    let draft = app.storage().read(move |t| workflows::draft(t, id)).await?;
    let draft = draft.filter(|draft| draft.etag == seen);
    Ok(draft.and_then(|draft| parse_strict(draft.document.as_bytes()).ok()))
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
    looked: &Looked,
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
    looked.confirm(transaction)?;
    workflow_tests::confirm(transaction, id, &document, &lists)?;
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
    let changes = told_changes(transaction, &workflow, &new.document, &lists)?;
    let version = match workflows::publish(transaction, id, seen, &new)? {
        PublishOutcome::Published(version) => version,
        PublishOutcome::Stale { present } => return Err(DraftError::stale(present).into()),
        PublishOutcome::Archived => return Err(DraftError::Archived(id).into()),
        PublishOutcome::NotFound => return Err(DraftError::NotFound(id).into()),
    };
    let number = version.summary.number;
    let payload = json!({"name": document.name, "version": number, "note": note, "digest": hex(&version.summary.digest)});
    author.record(transaction, "workflow.published", Changed::Workflow(id), payload)?;
    let plain = Plain::none()
        .changed("name", workflow.name.as_str(), document.name.as_str())
        .changed("version", workflow.state.latest(), number)
        .after("note", Some(note).filter(|note| !note.is_empty()))
        .after("digest", hex(&version.summary.digest))
        .after("changes", changes);
    let subject = Subject::Workflow(id);
    author.audit(transaction, Action::WorkflowPublished, subject, plain, Personal::none())?;
    Ok(versions::whole(transaction, version, None)?)
}

/// What differs from the newest version, in sentences that are short enough for the record of changes.
fn told_changes(
    transaction: &mut Transaction<'_>,
    workflow: &Workflow,
    document: &str,
    lists: &ListDirectory,
) -> Result<Vec<String>, StorageError> {
    let Some(latest) = workflow.state.latest() else { return Ok(Vec::new()) };
    let Some(before) = workflows::version(transaction, workflow.id, latest)? else {
        return Err(missing_version(workflow.id, latest));
    };
    Ok(shortened(changes_between(&before.document, document, lists).unwrap_or_default()))
}

fn shortened(changes: Vec<String>) -> Vec<String> {
    let more = changes.len().saturating_sub(TOLD_CHANGES);
    let mut told: Vec<String> = changes.into_iter().take(TOLD_CHANGES).map(cut).collect();
    if more > 0 {
        told.push(format!("… and {more} more"));
    }
    told
}

fn cut(sentence: String) -> String {
    if sentence.chars().count() <= TOLD_CHARACTERS {
        return sentence;
    }
    let mut cut: String = sentence.chars().take(TOLD_CHARACTERS - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_and_long_changes_are_cut_at_their_limits() {
        let fits = vec!["ä".repeat(TOLD_CHARACTERS); TOLD_CHANGES];
        assert_eq!(shortened(fits.clone()), fits);
        let more = shortened(vec!["ä".repeat(TOLD_CHARACTERS + 1); TOLD_CHANGES + 2]);
        assert_eq!(more.len(), TOLD_CHANGES + 1);
        assert_eq!(more[0], format!("{}…", "ä".repeat(TOLD_CHARACTERS - 1)));
        assert_eq!(more[TOLD_CHANGES], "… and 2 more");
    }
}
