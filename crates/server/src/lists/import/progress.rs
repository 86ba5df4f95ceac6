//! `GET /v1/lists/{id}/imports`, `GET` and `DELETE …/imports/{import}`.

use std::fmt;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::{ImportId, ListId};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, Import, ImportPosition, ImportState};
use pointsman_storage::{Page as StoredPage, StorageError, Transaction};
use tracing::Instrument;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{sweep, view};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::lists::{self as list_rules, wire};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, PathPair, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_imports)).routes(routes!(read_import, cancel_import))
}

/// Why imports are not read or canceled.
#[derive(Debug, thiserror::Error)]
enum ProgressError {
    #[error("there is no list `{0}`")]
    NoList(ListId),
    #[error("list `{0}` has no import `{1}`")]
    NoImport(ListId, ImportId),
    #[error("import `{0}` has ended and cannot be canceled any more")]
    Ended(ImportId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ProgressError> for Problem {
    fn from(error: ProgressError) -> Self {
        let detail = error.to_string();
        match error {
            ProgressError::NoList(id) => list_rules::no_list(id),
            ProgressError::NoImport(..) => Self::new(StatusCode::NOT_FOUND, "not_found", detail),
            ProgressError::Ended(_) => Self::conflict("import_ended", detail),
            ProgressError::Storage(error) => error.into(),
        }
    }
}

/// Imports into a list, newest first.
#[utoipa::path(
    get,
    path = "/v1/lists/{id}/imports",
    operation_id = "list_imports",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`"), PageParams),
    responses(
        (status = 200, description = "A page of imports.", body = Page<wire::Import>),
        (status = 404, description = "There is no such list."),
    )
)]
async fn list_imports(
    _: Allowed<right::ListsRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::Import>>, Problem> {
    let page = query.page();
    query.finish()?;
    let after = page.after::<Place>()?.map(|place| place.0);
    let limit = page.limit as usize;
    let found = app
        .storage()
        .read(move |t| {
            lists::get(t, id)?.ok_or(ProgressError::NoList(id))?;
            let page = lists::imports(t, id, after, limit)?;
            let rows: Result<Vec<_>, StorageError> =
                page.rows.iter().map(|import| view::import(t, import)).collect();
            Ok::<_, ProgressError>(StoredPage { rows: rows?, next: page.next.map(Place) })
        })
        .await?;
    Ok(Json(Page::of(found, |import| import)))
}

/// One import: how far it is, or how it ended.
#[utoipa::path(
    get,
    path = "/v1/lists/{id}/imports/{import}",
    operation_id = "read_import",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("import" = String, Path, description = "`imp_…`"),
    ),
    responses(
        (status = 200, description = "The import.", body = wire::Import),
        (status = 404, description = "There is no such list or import."),
    )
)]
async fn read_import(
    _: Allowed<right::ListsRead>,
    State(app): State<App>,
    PathPair(list, id): PathPair<ListId, ImportId>,
) -> Result<Json<wire::Import>, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        let import = of_list(t, list, id)?;
        Ok::<_, ProgressError>(view::import(t, &import)?)
    };
    Ok(Json(app.storage().read(read).await?))
}

/// Cancels a running import: nothing of it becomes visible. Again is as good as once.
#[utoipa::path(
    delete,
    path = "/v1/lists/{id}/imports/{import}",
    operation_id = "cancel_import",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("import" = String, Path, description = "`imp_…`"),
    ),
    responses(
        (status = 204, description = "It is canceled."),
        (status = 404, description = "There is no such list or import."),
        (status = 409, description = "It has completed or failed already."),
    )
)]
async fn cancel_import(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathPair(list, id): PathPair<ListId, ImportId>,
) -> Result<StatusCode, Problem> {
    let author = Author::of(&app, &caller);
    let cancel = move |t: &mut Transaction<'_>| {
        let before = of_list(t, list, id)?;
        let import =
            lists::cancel_import(t, id, author.at)?.ok_or(ProgressError::NoImport(list, id))?;
        if before.state != import.state {
            let plain = Plain::none().after("import", id.to_string());
            let subject = Subject::List(list);
            author.audit(t, Action::ListImportCanceled, subject, plain, Personal::none())?;
        }
        Ok::<_, ProgressError>(import)
    };
    let import = app.storage().write(cancel).await?;
    match import.state {
        ImportState::Canceled { .. } => {}
        ImportState::Running | ImportState::Completed { .. } | ImportState::Failed { .. } => {
            return Err(ProgressError::Ended(id).into());
        }
    }
    // Millions of hidden items take a while; nobody has to wait for that.
    tokio::spawn(async move { sweep::or_log(app.storage(), id).await }.in_current_span());
    Ok(StatusCode::NO_CONTENT)
}

fn of_list(
    transaction: &mut Transaction<'_>,
    list: ListId,
    id: ImportId,
) -> Result<Import, ProgressError> {
    let import = lists::import(transaction, id)?.filter(|import| import.list == list);
    import.ok_or(ProgressError::NoImport(list, id))
}

/// A place among imports, inside a cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place(ImportPosition);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.0.fmt(f)
    }
}

impl FromStr for Place {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|number| Self(ImportPosition(number)))
    }
}
