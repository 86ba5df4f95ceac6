//! `GET /v1/lists/{id}/revisions`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::ListId;
use pointsman_storage::lists::{self, ChangedItem, Revision, RevisionChange};
use pointsman_storage::{StorageError, Transaction};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::wire;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_revisions))
}

/// Why revisions are not read.
#[derive(Debug, thiserror::Error)]
enum RevisionsError {
    #[error("there is no list `{0}`")]
    NoList(ListId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<RevisionsError> for Problem {
    fn from(error: RevisionsError) -> Self {
        match error {
            RevisionsError::NoList(id) => super::no_list(id),
            RevisionsError::Storage(error) => error.into(),
        }
    }
}

/// What became of a list: every revision and what it changed, newest first.
///
/// What the list held at one of them is asked with `GET /v1/lists/{id}/items?revision=`.
#[utoipa::path(
    get,
    path = "/v1/lists/{id}/revisions",
    operation_id = "list_revisions",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`"), PageParams),
    responses(
        (status = 200, description = "A page of revisions.", body = Page<wire::HistoryEntry>),
        (status = 404, description = "There is no such list."),
    )
)]
async fn list_revisions(
    _: Allowed<right::ListsRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::HistoryEntry>>, Problem> {
    let page = query.page();
    query.finish()?;
    let before = page.after::<i64>()?;
    let limit = page.limit();
    let read = move |t: &mut Transaction<'_>| {
        lists::get(t, id)?.ok_or(RevisionsError::NoList(id))?;
        Ok::<_, RevisionsError>(lists::history(t, id, before, limit)?)
    };
    let found = app.storage().read(read).await?;
    Ok(Json(Page::of(found, revision)))
}

fn revision(revision: Revision) -> wire::HistoryEntry {
    let on_the_wire =
        |item: ChangedItem| wire::ChangedItem { id: item.id.to_string(), value: item.value };
    let (change, item, import) = match revision.change {
        RevisionChange::Added(item) => (wire::Change::Added, Some(on_the_wire(item)), None),
        RevisionChange::Removed(item) => (wire::Change::Removed, Some(on_the_wire(item)), None),
        RevisionChange::Imported { import, added } => {
            let import = wire::ChangedByImport { id: import.to_string(), added };
            (wire::Change::Imported, None, Some(import))
        }
    };
    wire::HistoryEntry {
        revision: revision.revision,
        at: revision.at.into(),
        by: revision.by.into(),
        change,
        item,
        import,
    }
}
