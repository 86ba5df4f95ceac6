//! `GET /v1/lists/{id}/imports` and `GET …/imports/{import}`.

use std::fmt;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::{ImportId, ListId};
use pointsman_storage::lists::{self, ImportPosition};
use pointsman_storage::{Page as StoredPage, StorageError, Transaction};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{ends, view};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::lists::{self as list_rules, wire};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, PathPair, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_imports))
        .routes(routes!(read_import, ends::discard_import))
}

/// Why imports are not read.
#[derive(Debug, thiserror::Error)]
enum ProgressError {
    #[error("there is no list `{0}`")]
    NoList(ListId),
    #[error("list `{0}` has no import `{1}`")]
    NoImport(ListId, ImportId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ProgressError> for Problem {
    fn from(error: ProgressError) -> Self {
        let detail = error.to_string();
        match error {
            ProgressError::NoList(id) => list_rules::no_list(id),
            ProgressError::NoImport(..) => Self::new(StatusCode::NOT_FOUND, "not_found", detail),
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
    let (limit, now) = (page.limit(), app.now());
    let found = app
        .storage()
        .read(move |t| {
            lists::get(t, id)?.ok_or(ProgressError::NoList(id))?;
            let page = lists::imports(t, id, after, limit)?;
            let rows: Result<Vec<_>, StorageError> =
                page.rows.iter().map(|import| view::import(t, import, now)).collect();
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
    let now = app.now();
    let read = move |t: &mut Transaction<'_>| {
        let import = lists::import(t, id)?.filter(|import| import.list == list);
        let import = import.ok_or(ProgressError::NoImport(list, id))?;
        Ok::<_, ProgressError>(view::import(t, &import, now)?)
    };
    Ok(Json(app.storage().read(read).await?))
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
