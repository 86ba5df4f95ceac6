//! `POST /v1/lists/{id}/items` and `DELETE /v1/lists/{id}/items/{item}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, AddItem, List, NewItem, RemoveItem};
use pointsman_storage::{StorageError, Transaction};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::item_body::{self, ItemBody, NewItemBody};
use super::{find_items, view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::body::JsonBody;
use crate::problem::Problem;
use crate::request::{PathId, PathPair};

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(find_items::list_items, add_item))
        .routes(routes!(remove_item))
}

/// Why items are not changed.
#[derive(Debug, thiserror::Error)]
enum ItemError {
    #[error("there is no list `{0}`")]
    NoList(ListId),
    #[error("list `{0}` has no item `{1}`")]
    NoItem(ListId, ItemId),
    #[error("list `{0}` is archived")]
    Archived(ListId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ItemError> for Problem {
    fn from(error: ItemError) -> Self {
        match error {
            ItemError::NoList(id) => super::no_list(id),
            ItemError::NoItem(..) => {
                Self::new(StatusCode::NOT_FOUND, "not_found", error.to_string())
            }
            ItemError::Archived(id) => super::archived(id),
            ItemError::Storage(error) => error.into(),
        }
    }
}

/// Adds an item. One that the list has already is answered with 200 and stays as it is.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/items",
    operation_id = "add_item",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = NewItemBody,
    responses(
        (status = 200, description = "The item that the list had already.", body = wire::Item),
        (status = 201, description = "The new item.", body = wire::Item),
        (status = 404, description = "There is no such list."),
        (status = 409, description = "The list is archived."),
        (status = 422, description = "The value is none of the list's type."),
    )
)]
async fn add_item(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<wire::Item>), Problem> {
    let list = app.storage().read(move |t| lists::get(t, id)?.ok_or(ItemError::NoList(id))).await?;
    let body = item_body::read(&list.kind, &body)?;
    let author = Author::of(&app, &caller);
    let item = ItemId::new(app.ids(), author.at);
    let (status, item) = app.storage().write(move |t| add(t, id, item, &body, &author)).await?;
    Ok((status, Json(item)))
}

/// Removes an item. What matched it before stays explained.
#[utoipa::path(
    delete,
    path = "/v1/lists/{id}/items/{item}",
    operation_id = "remove_item",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("item" = String, Path, description = "`itm_…`"),
    ),
    responses(
        (status = 204, description = "It is removed."),
        (status = 404, description = "There is no such list or item."),
        (status = 409, description = "The list is archived."),
    )
)]
async fn remove_item(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathPair(id, item): PathPair<ListId, ItemId>,
) -> Result<StatusCode, Problem> {
    let author = Author::of(&app, &caller);
    app.storage().write(move |t| remove(t, id, item, &author)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn add(
    transaction: &mut Transaction<'_>,
    id: ListId,
    item: ItemId,
    body: &ItemBody,
    author: &Author,
) -> Result<(StatusCode, wire::Item), ItemError> {
    active(transaction, id)?;
    let warnings: Vec<String> = body.item.warning.iter().cloned().collect();
    let new = NewItem {
        id: item,
        value: body.item.value.to_string(),
        written: body.item.written.clone(),
        note: body.note.clone(),
        added_at: author.at,
        added_by: author.by.clone(),
    };
    match lists::add_item(transaction, id, &new)? {
        AddItem::Added(added) => {
            let payload = json!({"item": added.id, "revision": added.added_revision});
            author.record(transaction, "list.item_added", Changed::List(id), payload)?;
            let plain = Plain::none().after("revision", added.added_revision);
            let personal =
                Personal::none().after("value", added.text()).after("note", added.note.clone());
            let subject = Subject::Item(id, added.id);
            let seen = view::item(transaction, added, warnings, author.at)?;
            author.audit(transaction, Action::ListItemAdded, subject, plain, personal)?;
            Ok((StatusCode::CREATED, seen))
        }
        AddItem::Present(present) => {
            Ok((StatusCode::OK, view::item(transaction, present, warnings, author.at)?))
        }
        AddItem::Archived => Err(ItemError::Archived(id)),
        AddItem::NoList => Err(ItemError::NoList(id)),
    }
}

fn remove(
    transaction: &mut Transaction<'_>,
    id: ListId,
    item: ItemId,
    author: &Author,
) -> Result<(), ItemError> {
    let list = active(transaction, id)?;
    let again = ItemId::new(author.ids(), author.at);
    match lists::remove_item(transaction, id, item, again, author.at, &author.by)? {
        RemoveItem::Removed(removed) => {
            let payload = json!({"item": removed.id, "revision": list.revision + 1});
            author.record(transaction, "list.item_removed", Changed::List(id), payload)?;
            let plain = Plain::none().after("revision", list.revision + 1);
            let personal =
                Personal::none().before("value", removed.text()).before("note", removed.note);
            let subject = Subject::Item(id, removed.id);
            Ok(author.audit(transaction, Action::ListItemRemoved, subject, plain, personal)?)
        }
        RemoveItem::NotFound => Err(ItemError::NoItem(id, item)),
    }
}

fn active(transaction: &mut Transaction<'_>, id: ListId) -> Result<List, ItemError> {
    let list = lists::lock(transaction, id)?.ok_or(ItemError::NoList(id))?;
    if list.archived_at.is_some() { Err(ItemError::Archived(id)) } else { Ok(list) }
}
