//! `POST /v1/lists/{id}/archive`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::ListId;
use pointsman_domain::people::{Authority, WorkflowsSection};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::List;
use pointsman_storage::{StorageError, Transaction, lists};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::used::UsedLists;
use super::wire::{ListInvariant, ListUse, UsedIn};
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right, used_by_hidden_workflows};
use crate::author::{Author, Changed};
use crate::problem::Problem;
use crate::request::PathId;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(archive_list))
}

/// Why a list is not archived.
#[derive(Debug, thiserror::Error)]
enum ArchiveError {
    #[error("there is no list `{0}`")]
    NotFound(ListId),
    #[error("the list is in use; take it out of these texts first: {}", .0.join(", "))]
    InUse(Vec<String>),
    #[error("the list is {0}")]
    InUseUnseen(String),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ArchiveError> for Problem {
    fn from(error: ArchiveError) -> Self {
        let detail = error.to_string();
        match error {
            ArchiveError::NotFound(id) => super::no_list(id),
            ArchiveError::InUse(places) => {
                let fields = places
                    .into_iter()
                    .map(|place| FieldError::new(&Pointer::root(), "in_use", place));
                Self::conflict("in_use", detail).with_errors(fields.collect())
            }
            ArchiveError::InUseUnseen(_) => {
                let field = FieldError::new(&Pointer::root(), "in_use", detail.as_str());
                Self::conflict("in_use", detail).with_errors(vec![field])
            }
            ArchiveError::Storage(error) => error.into(),
        }
    }
}

fn place(used: &ListUse) -> String {
    let workflow = format!("of workflow `{}` ({})", used.workflow_name, used.workflow);
    match (used.place, used.version) {
        (UsedIn::Version, Some(version)) => format!("version {version} {workflow}"),
        (UsedIn::Draft, _) | (UsedIn::Version, None) => format!("the draft {workflow}"),
    }
}

/// Archives a list: it matches nothing any more, and its key stays taken. Again is as good as once.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/archive",
    operation_id = "archive_list",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`")),
    responses(
        (status = 200, description = "The archived list.", body = wire::List),
        (status = 404, description = "There is no such list."),
        (status = 409, description = "It is in use; `errors` say where, unless Workflows are hidden from the caller."),
    )
)]
async fn archive_list(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
) -> Result<Json<wire::List>, Problem> {
    let (author, reader) = (Author::of(&app, &caller), caller.authority());
    Ok(Json(app.storage().write(move |t| archive(t, id, reader, &author)).await?))
}

fn archive(
    transaction: &mut Transaction<'_>,
    id: ListId,
    reader: Authority,
    author: &Author,
) -> Result<wire::List, ArchiveError> {
    let present = lists::lock(transaction, id)?.ok_or(ArchiveError::NotFound(id))?;
    if present.archived_at.is_some() {
        return Ok(view::list(transaction, present, reader, author.at)?);
    }
    let used = UsedLists::read(transaction, std::slice::from_ref(&present))?;
    let mut places: Vec<String> = used.of_list(&present).iter().map(place).collect();
    let named = used.invariants(&present);
    places.extend(named.iter().map(|ListInvariant { invariant, invariant_name }| {
        format!("invariant `{invariant_name}` ({invariant})")
    }));
    if !places.is_empty() {
        return Err(match reader.sees_workflows() {
            WorkflowsSection::Shown => ArchiveError::InUse(places),
            WorkflowsSection::Hidden => {
                ArchiveError::InUseUnseen(used_by_hidden_workflows(transaction, reader.role())?)
            }
        });
    }
    let archived = hide(transaction, id, author)?.ok_or(ArchiveError::NotFound(id))?;
    Ok(view::list(transaction, archived, reader, author.at)?)
}

/// Archives a list that is not archived and that nothing uses, with its event and its entry.
pub(crate) fn hide(
    transaction: &mut Transaction<'_>,
    id: ListId,
    author: &Author,
) -> Result<Option<List>, StorageError> {
    let Some(archived) = lists::archive(transaction, id, author.at, &author.by)? else {
        return Ok(None);
    };
    let payload = json!({"name": archived.name});
    author.record(transaction, "list.archived", Changed::List(id), payload)?;
    let plain = Plain::none().changed("state", "active", "archived");
    author.audit(transaction, Action::ListArchived, Subject::List(id), plain, Personal::none())?;
    Ok(Some(archived))
}
