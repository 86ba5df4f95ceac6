//! `POST /v1/workflows/{id}/versions/{n}/restore`.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use pointsman_domain::ids::WorkflowId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::workflows::{self, Draft, DraftGuard, NewDraft, PutDraft, WorkflowState};
use pointsman_storage::{StorageError, Transaction};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::draft::{self, DraftError, new_etag};
use super::versions::VersionError;
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::problem::Problem;
use crate::request::{PathPair, Precondition, QueryFields};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(restore_version))
}

/// Why a version is not restored.
#[derive(Debug, thiserror::Error)]
enum RestoreError {
    #[error("workflow `{0}` has a draft; restore with replace=true and If-Match to give it up")]
    DraftExists(WorkflowId),
    #[error(transparent)]
    Version(#[from] VersionError),
    #[error(transparent)]
    Draft(#[from] DraftError),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<RestoreError> for Problem {
    fn from(error: RestoreError) -> Self {
        let detail = error.to_string();
        match error {
            RestoreError::DraftExists(_) => Self::conflict("draft_exists", detail),
            RestoreError::Version(error) => error.into(),
            RestoreError::Draft(error) => error.into(),
            RestoreError::Storage(error) => error.into(),
        }
    }
}

/// What may be lost.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct RestoreParams {
    /// Whether a present draft may be given up.
    #[param(default = false)]
    replace: Option<bool>,
}

type RestoreAnswer = (StatusCode, [(HeaderName, HeaderValue); 1], Json<wire::Draft>);

/// Opens a draft with the text of a version.
#[utoipa::path(
    post,
    path = "/v1/workflows/{id}/versions/{n}/restore",
    operation_id = "restore_version",
    tag = "workflows",
    params(
        ("id" = String, Path, description = "`wfl_…`"),
        ("n" = i64, Path, minimum = 1, description = "The version's number."),
        RestoreParams,
        ("If-Match" = Option<String>, Header, description = "With `replace=true`: the etag of the draft that is given up."),
    ),
    responses(
        (status = 201, description = "The draft.", body = wire::Draft,
            headers(("ETag" = String, description = "The draft's etag in double quotes."))),
        (status = 404, description = "There is no such workflow or version."),
        (status = 409, description = "There is a draft already, or the workflow is archived."),
        (status = 412, description = "The draft has changed; the header `ETag` is the present one."),
        (status = 428, description = "`replace=true` without `If-Match`."),
    )
)]
async fn restore_version(
    caller: Allowed<right::WorkflowsWrite>,
    State(app): State<App>,
    PathPair(id, number): PathPair<WorkflowId, i64>,
    mut query: QueryFields,
    precondition: Precondition,
) -> Result<RestoreAnswer, Problem> {
    let replace = query.flag("replace");
    query.finish()?;
    let seen = if replace { Some(precondition.require_match()?.to_owned()) } else { None };
    let author = Author::of(&app, &caller);
    let etag = new_etag(&app);
    let restored = app
        .storage()
        .write(move |t| restore(t, id, number, seen.as_deref(), &etag, &author))
        .await?;
    let (headers, body) = draft::answer(&app, view::saved_draft(&app, restored).await?).await?;
    Ok((StatusCode::CREATED, headers, body))
}

fn restore(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    number: i64,
    seen: Option<&str>,
    etag: &str,
    author: &Author,
) -> Result<Draft, RestoreError> {
    let workflow = workflows::lock(transaction, id)?.ok_or(DraftError::NotFound(id))?;
    if matches!(workflow.state, WorkflowState::Archived { .. }) {
        return Err(DraftError::Archived(id).into());
    }
    let version =
        workflows::version(transaction, id, number)?.ok_or(VersionError::NoVersion(id, number))?;
    let new = NewDraft {
        document: version.document,
        etag: etag.to_owned(),
        base_version: Some(number),
        updated_at: author.at,
        updated_by: author.by.clone(),
    };
    let guard = seen.map_or(DraftGuard::Absent, DraftGuard::Matches);
    let given_up = workflows::draft(transaction, id)?.map(|draft| draft.base_version);
    match workflows::put_draft(transaction, id, guard, &new)? {
        PutDraft::Saved(draft) => {
            let plain = Plain::none()
                .before("base_version", given_up.flatten())
                .before("draft", given_up.map(|_| "given_up"))
                .after("base_version", number);
            let subject = Subject::Workflow(id);
            author.audit(
                transaction,
                Action::WorkflowDraftOpened,
                subject,
                plain,
                Personal::none(),
            )?;
            Ok(draft)
        }
        PutDraft::Stale { .. } if seen.is_none() => Err(RestoreError::DraftExists(id)),
        PutDraft::Stale { present } => Err(DraftError::stale(present).into()),
    }
}
