//! `POST /v1/lists/{id}/imports/{import}/cancel` and `DELETE …/imports/{import}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::{ImportId, ListId};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, Import, ImportState};
use pointsman_storage::{StorageError, Transaction};
use tracing::Instrument;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{sweep, view};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::lists::wire;
use crate::problem::Problem;
use crate::request::PathPair;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(cancel_import))
}

/// Why an import is not canceled or discarded.
#[derive(Debug, thiserror::Error)]
enum EndError {
    #[error("list `{0}` has no import `{1}`")]
    NoImport(ListId, ImportId),
    #[error("import `{0}` does not run and cannot be canceled; resume it or discard it")]
    NotRunning(ImportId),
    #[error("import `{0}` has ended: there is nothing to cancel or discard")]
    Ended(ImportId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<EndError> for Problem {
    fn from(error: EndError) -> Self {
        let detail = error.to_string();
        match error {
            EndError::NoImport(..) => Self::new(StatusCode::NOT_FOUND, "not_found", detail),
            EndError::NotRunning(_) => Self::conflict("import_not_running", detail),
            EndError::Ended(_) => Self::conflict("import_ended", detail),
            EndError::Storage(error) => error.into(),
        }
    }
}

/// Stops a running import. Nothing of it becomes visible; it can be resumed or discarded. Again is as good as once.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/imports/{import}/cancel",
    operation_id = "cancel_import",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("import" = String, Path, description = "`imp_…`"),
    ),
    responses(
        (status = 200, description = "The canceled import.", body = wire::Import),
        (status = 404, description = "There is no such list or import."),
        (status = 409, description = "It does not run."),
    )
)]
async fn cancel_import(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathPair(list, id): PathPair<ListId, ImportId>,
) -> Result<Json<wire::Import>, Problem> {
    let author = Author::of(&app, &caller);
    Ok(Json(app.storage().write(move |t| cancel(t, list, id, &author)).await?))
}

/// Gives up an import that runs, broke off or was canceled: nothing of it stays. Again is as good as once.
#[utoipa::path(
    delete,
    path = "/v1/lists/{id}/imports/{import}",
    operation_id = "discard_import",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("import" = String, Path, description = "`imp_…`"),
    ),
    responses(
        (status = 204, description = "It is discarded."),
        (status = 404, description = "There is no such list or import."),
        (status = 409, description = "It has completed, or has failed already."),
    )
)]
pub(super) async fn discard_import(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathPair(list, id): PathPair<ListId, ImportId>,
) -> Result<StatusCode, Problem> {
    let author = Author::of(&app, &caller);
    let discard = move |t: &mut Transaction<'_>| {
        of_list(t, list, id)?;
        match discard(t, id, &author)?.state {
            ImportState::Discarded { .. } => Ok(()),
            ImportState::Running
            | ImportState::Completed { .. }
            | ImportState::BrokenOff { .. }
            | ImportState::Canceled { .. }
            | ImportState::Failed { .. } => Err(EndError::Ended(id)),
        }
    };
    app.storage().write(discard).await?;
    // Millions of hidden items take a while; nobody has to wait for that.
    tokio::spawn(async move { sweep::or_log(app.storage(), id).await }.in_current_span());
    Ok(StatusCode::NO_CONTENT)
}

fn cancel(
    transaction: &mut Transaction<'_>,
    list: ListId,
    id: ImportId,
    author: &Author,
) -> Result<wire::Import, EndError> {
    let before = of_list(transaction, list, id)?;
    let import =
        lists::cancel_import(transaction, id, author.at)?.ok_or(EndError::NoImport(list, id))?;
    match import.state {
        ImportState::Canceled { .. } => {}
        ImportState::BrokenOff { .. } => return Err(EndError::NotRunning(id)),
        ImportState::Running
        | ImportState::Completed { .. }
        | ImportState::Discarded { .. }
        | ImportState::Failed { .. } => return Err(EndError::Ended(id)),
    }
    let seen = view::import(transaction, &import, author.at)?;
    if before.state != import.state {
        note(transaction, &import, Action::ListImportCanceled, author)?;
    }
    Ok(seen)
}

/// Discards an import of which it is known that it exists.
pub(super) fn discard(
    transaction: &mut Transaction<'_>,
    id: ImportId,
    author: &Author,
) -> Result<Import, StorageError> {
    let before = lists::import(transaction, id)?.ok_or(StorageError::Aborted)?;
    let import = lists::discard_import(transaction, id, author.at)?.ok_or(StorageError::Aborted)?;
    if before.state != import.state {
        note(transaction, &import, Action::ListImportDiscarded, author)?;
    }
    Ok(import)
}

fn note(
    transaction: &mut Transaction<'_>,
    import: &Import,
    action: Action,
    author: &Author,
) -> Result<(), StorageError> {
    let plain = Plain::none().after("import", import.id.to_string()).after("lines", import.lines);
    author.audit(transaction, action, Subject::List(import.list), plain, Personal::none())
}

fn of_list(
    transaction: &mut Transaction<'_>,
    list: ListId,
    id: ImportId,
) -> Result<Import, EndError> {
    let import = lists::import(transaction, id)?.filter(|import| import.list == list);
    import.ok_or(EndError::NoImport(list, id))
}
