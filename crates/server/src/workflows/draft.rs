//! `GET`, `PUT` and `DELETE /v1/workflows/{id}/draft`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use pointsman_domain::ids::WorkflowId;
use pointsman_domain::workflow::Document;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{
    self, Draft, DraftGuard, NewDraft, PutDraft, Workflow, WorkflowState,
};
use pointsman_storage::{StorageError, Transaction};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{text, view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::body::JsonBody;
use crate::invariants::judge_document;
use crate::problem::Problem;
use crate::request::{PathId, Precondition, etag_header};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(read_draft, save_draft, discard_draft))
}

/// Why a draft is not read, saved or discarded.
#[derive(Debug, thiserror::Error)]
pub(super) enum DraftError {
    #[error("there is no workflow `{0}`")]
    NotFound(WorkflowId),
    #[error(
        "workflow `{0}` has no draft; open one with If-None-Match: * or by restoring a version"
    )]
    NoDraft(WorkflowId),
    #[error("workflow `{0}` is archived")]
    Archived(WorkflowId),
    #[error("the draft has changed since you read it; its etag is now \"{0}\"")]
    Stale(String),
    #[error("the draft that you read is gone; open a new one with If-None-Match: *")]
    Gone,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl DraftError {
    /// The guard does not hold: this is there instead.
    pub(super) fn stale(present: Option<Draft>) -> Self {
        present.map_or(Self::Gone, |draft| Self::Stale(draft.etag))
    }
}

impl From<DraftError> for Problem {
    fn from(error: DraftError) -> Self {
        let detail = error.to_string();
        match error {
            DraftError::NotFound(id) => super::no_workflow(id),
            DraftError::NoDraft(_) => Self::new(StatusCode::NOT_FOUND, "no_draft", detail),
            DraftError::Archived(id) => super::archived(id),
            DraftError::Stale(etag) => Precondition::failed(detail).with_etag(etag),
            DraftError::Gone => Precondition::failed(detail),
            DraftError::Storage(error) => error.into(),
        }
    }
}

/// A draft and its etag as a header.
pub(super) type DraftAnswer = ([(HeaderName, HeaderValue); 1], Json<wire::Draft>);

/// The draft, checked and in sentences.
#[utoipa::path(
    get,
    path = "/v1/workflows/{id}/draft",
    operation_id = "read_draft",
    tag = "workflows",
    params(("id" = String, Path, description = "`wfl_…`")),
    responses(
        (status = 200, description = "The draft.", body = wire::Draft,
            headers(("ETag" = String, description = "The draft's etag in double quotes."))),
        (status = 404, description = "There is no such workflow, or it has no draft."),
    )
)]
async fn read_draft(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
) -> Result<DraftAnswer, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        workflows::get(t, id)?.ok_or(DraftError::NotFound(id))?;
        let draft = workflows::draft(t, id)?.ok_or(DraftError::NoDraft(id))?;
        Ok::<_, DraftError>(view::draft(t, draft)?)
    };
    answer(&app, app.storage().read(read).await?).await
}

/// Saves the draft. Any well-formed document is kept, finished or not, and answered with its diagnostics.
#[utoipa::path(
    put,
    path = "/v1/workflows/{id}/draft",
    operation_id = "save_draft",
    tag = "workflows",
    params(
        ("id" = String, Path, description = "`wfl_…`"),
        ("If-Match" = Option<String>, Header, description = "The etag of the draft that is replaced, in double quotes."),
        ("If-None-Match" = Option<String>, Header, description = "`*` for the first text."),
    ),
    request_body = wire::WorkflowDocument,
    responses(
        (status = 200, description = "The draft as kept.", body = wire::Draft,
            headers(("ETag" = String, description = "The draft's etag in double quotes."))),
        (status = 404, description = "There is no such workflow."),
        (status = 409, description = "It is archived."),
        (status = 412, description = "The draft has changed; the header `ETag` is the present one."),
        (status = 422, description = "Unknown keys, wrong JSON types or too much of something; nothing is kept."),
        (status = 428, description = "Neither `If-Match` nor `If-None-Match` was sent."),
    )
)]
async fn save_draft(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    precondition: Precondition,
    JsonBody(body): JsonBody,
) -> Result<DraftAnswer, Problem> {
    let seen = match precondition {
        Precondition::Matches(etag) => Some(etag),
        Precondition::Absent => None,
        Precondition::None | Precondition::Exists => return Err(Precondition::required()),
    };
    let document = Document::from_json(&body).map_err(Problem::invalid)?;
    let author = Author::of(&app, &caller);
    let etag = new_etag(&app);
    let saved = app
        .storage()
        .write(move |t| {
            let guard = seen.as_deref().map_or(DraftGuard::Absent, DraftGuard::Matches);
            save(t, id, guard, &document, &etag, &author)
        })
        .await?;
    answer(&app, view::saved_draft(&app, saved).await?).await
}

/// Discards the draft. Versions stay.
#[utoipa::path(
    delete,
    path = "/v1/workflows/{id}/draft",
    operation_id = "discard_draft",
    tag = "workflows",
    params(
        ("id" = String, Path, description = "`wfl_…`"),
        ("If-Match" = Option<String>, Header, description = "The draft's etag in double quotes."),
    ),
    responses(
        (status = 204, description = "It is gone."),
        (status = 404, description = "There is no such workflow, or it has no draft."),
        (status = 412, description = "The draft has changed; the header `ETag` is the present one."),
        (status = 428, description = "`If-Match` was not sent."),
    )
)]
async fn discard_draft(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathId(id): PathId<WorkflowId>,
    precondition: Precondition,
) -> Result<StatusCode, Problem> {
    let seen = precondition.require_match()?.to_owned();
    let author = Author::of(&app, &caller);
    app.storage().write(move |t| discard(t, id, &seen, &author)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn discard(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    seen: &str,
    author: &Author,
) -> Result<(), DraftError> {
    workflows::lock(transaction, id)?.ok_or(DraftError::NotFound(id))?;
    let draft = match workflows::delete_draft(transaction, id, seen)? {
        PutDraft::Saved(draft) => draft,
        PutDraft::Stale { present: None } => return Err(DraftError::NoDraft(id)),
        PutDraft::Stale { present } => return Err(DraftError::stale(present)),
    };
    let plain = Plain::none().before("base_version", draft.base_version);
    let subject = Subject::Workflow(id);
    author.audit(transaction, Action::WorkflowDraftDiscarded, subject, plain, Personal::none())?;
    Ok(())
}

fn save(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    guard: DraftGuard<'_>,
    document: &Document,
    etag: &str,
    author: &Author,
) -> Result<Draft, DraftError> {
    let workflow = workflows::lock(transaction, id)?.ok_or(DraftError::NotFound(id))?;
    if matches!(workflow.state, WorkflowState::Archived { .. }) {
        return Err(DraftError::Archived(id));
    }
    let new = NewDraft {
        document: text::to_stored(document),
        etag: etag.to_owned(),
        base_version: match guard {
            // Whoever opens a draft has the newest version in front of them.
            DraftGuard::Absent => workflow.state.latest(),
            DraftGuard::Matches(_) => None,
        },
        updated_at: author.at,
        updated_by: author.by.clone(),
    };
    let before = workflows::draft(transaction, id)?;
    let saved = match workflows::put_draft(transaction, id, guard, &new)? {
        PutDraft::Saved(draft) => draft,
        PutDraft::Stale { present } => return Err(DraftError::stale(present)),
    };
    follow_name(transaction, &workflow, &document.name, author)?;
    audit_save(transaction, before.as_ref(), &saved, author)?;
    Ok(saved)
}

/// A draft is saved after every change, so the record tells who opened it and who went on with it; what was changed
/// is told when it is published.
fn audit_save(
    transaction: &mut Transaction<'_>,
    before: Option<&Draft>,
    saved: &Draft,
    author: &Author,
) -> Result<(), StorageError> {
    let action = match before {
        None => Action::WorkflowDraftOpened,
        Some(before) if !before.updated_by.is_same(&author.by) => Action::WorkflowDraftTakenOver,
        Some(_) => return Ok(()),
    };
    let plain = Plain::none().after("base_version", saved.base_version);
    author.audit(transaction, action, Subject::Workflow(saved.workflow), plain, Personal::none())
}

/// Until something is published, a workflow is called what its draft is called.
fn follow_name(
    transaction: &mut Transaction<'_>,
    workflow: &Workflow,
    name: &str,
    author: &Author,
) -> Result<(), StorageError> {
    let unpublished = matches!(workflow.state, WorkflowState::Draft);
    if unpublished && !name.is_empty() && name != workflow.name {
        workflows::rename(transaction, workflow.id, name)?;
        let payload = json!({"name": name, "name_before": workflow.name});
        author.record(transaction, "workflow.renamed", Changed::Workflow(workflow.id), payload)?;
    }
    Ok(())
}

/// Completes a draft with what is proved about the invariants.
pub(super) async fn answer(app: &App, draft: wire::Draft) -> Result<DraftAnswer, Problem> {
    let invariants = judge_document(app, &draft.document).await?;
    let draft = wire::Draft { invariants, ..draft };
    Ok(([etag_header(&draft.etag)?], Json(draft)))
}

/// A tag that no earlier save had.
pub(super) fn new_etag(app: &App) -> String {
    app.ids().next(app.now()).simple().to_string()
}
