//! `POST /v1/invariants/{id}/archive`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::InvariantId;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::{StorageError, Transaction, invariants};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::lists;
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(archive_invariant))
}

/// Why an invariant is not archived.
#[derive(Debug, thiserror::Error)]
enum ArchiveError {
    #[error("there is no invariant `{0}`")]
    NotFound(InvariantId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::NotFound(id) => super::no_invariant(id),
            ArchiveError::Storage(error) => error.into(),
        }
    }
}

/// Archives an invariant: it stops nothing any more. Again is as good as once.
#[utoipa::path(
    post,
    path = "/v1/invariants/{id}/archive",
    operation_id = "archive_invariant",
    tag = "invariants",
    params(("id" = String, Path, description = "`ivr_…`")),
    responses(
        (status = 200, description = "The archived invariant.", body = wire::Invariant),
        (status = 404, description = "There is no such invariant."),
    )
)]
async fn archive_invariant(
    caller: Allowed<right::InvariantsManage>,
    State(app): State<App>,
    PathId(id): PathId<InvariantId>,
) -> Result<Json<wire::Invariant>, Problem> {
    let author = Author::of(&app, &caller);
    Ok(Json(app.storage().write(move |t| archive(t, id, &author)).await?))
}

fn archive(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    author: &Author,
) -> Result<wire::Invariant, ArchiveError> {
    let lists = lists::directory(transaction)?;
    let present = invariants::lock(transaction, id)?.ok_or(ArchiveError::NotFound(id))?;
    if present.archived_at.is_some() {
        return Ok(view::invariant(present, &lists));
    }
    let archived = invariants::archive(transaction, id, author.at, &author.by)?
        .ok_or(ArchiveError::NotFound(id))?;
    let plain = Plain::none()
        .before("sentence", view::invariant(present, &lists).sentence)
        .changed("state", "active", "archived");
    let (action, subject) = (Action::InvariantArchived, Subject::Invariant(id));
    author.audit(transaction, action, subject, plain, Personal::none())?;
    Ok(view::invariant(archived, &lists))
}
