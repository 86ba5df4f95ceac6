//! `POST /v1/lists/{id}/items/{item}/erase`.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_storage::audit::{self, Action, Erasable, Personal, Plain, Subject};
use pointsman_storage::idempotency::{self, AnswerSubject};
use pointsman_storage::lists::{self, EraseItem, Erasure, FoundLines};
use pointsman_storage::{StorageError, Transaction, compaction};
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::traces::Traces;
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::problem::Problem;
use crate::request::PathPair;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(erase_item))
}

/// Why an item is not erased.
#[derive(Debug, thiserror::Error)]
enum EraseError {
    #[error("list `{0}` has no item `{1}`")]
    NoItem(ListId, ItemId),
    #[error("item `{0}` is still on the list; remove it first, then erase it")]
    Present(ItemId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<EraseError> for Problem {
    fn from(error: EraseError) -> Self {
        let detail = error.to_string();
        match error {
            EraseError::NoItem(..) => {
                Self::new(axum::http::StatusCode::NOT_FOUND, "not_found", detail)
            }
            EraseError::Present(_) => Self::conflict("item_present", detail),
            EraseError::Storage(error) => error.into(),
        }
    }
}

/// Erases value and note of an item that was removed, for good. Its interval stays, so that counts and replay hold.
///
/// So it does with every item of the list that was removed and says the same: a name whatever its threshold, a government
/// id whatever its class. One that is on the list stays and is named in the answer: remove it and erase again. The value
/// is also taken out of bad lines of the list's imports, of the record of changes and of stored answers. In an archived
/// list items need not be removed first. Again is as good as once.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/items/{item}/erase",
    operation_id = "erase_item",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("item" = String, Path, description = "`itm_…`"),
    ),
    responses(
        (status = 200, description = "The item without its value, and what else said the same.", body = wire::ErasedItem),
        (status = 404, description = "There is no such list or item."),
        (status = 409, description = "The item is still on the list: remove it first."),
    )
)]
async fn erase_item(
    caller: Allowed<right::Erase>,
    State(app): State<App>,
    PathPair(list, item): PathPair<ListId, ItemId>,
) -> Result<Json<wire::ErasedItem>, Problem> {
    let author = Author::of(&app, &caller);
    // Looking through the bad lines of all imports must not hold up decisions.
    let looked = app.storage().read(move |t| look(t, list, item)).await?;
    let erased = app.storage().write(move |t| erase(t, list, item, &looked, &author)).await?;
    // An answer that says the value may have been kept between the two.
    let gone = erased.gone;
    app.storage().write(move |t| erase_answers(t, &gone)).await.map_err(EraseError::Storage)?;
    Ok(Json(erased.seen))
}

/// What the caller sees, and all items whose value is gone.
struct Erased {
    seen: wire::ErasedItem,
    gone: Vec<ItemId>,
}

fn erase_answers(transaction: &mut Transaction<'_>, gone: &[ItemId]) -> Result<(), StorageError> {
    gone.iter().try_for_each(|item| idempotency::erase(transaction, AnswerSubject::Item(*item)))
}

/// What to look for in bad lines, and where it was found.
struct Looked {
    traces: Vec<Traces>,
    lines: FoundLines,
}

impl Looked {
    fn says(&self, text: &str) -> bool {
        self.traces.iter().any(|trace| trace.are_in(text))
    }
}

fn look(
    transaction: &mut Transaction<'_>,
    list: ListId,
    item: ItemId,
) -> Result<Looked, EraseError> {
    let found = lists::item(transaction, list, item)?.ok_or(EraseError::NoItem(list, item))?;
    let spellings = found.keys().map(|keys| keys.spellings()).unwrap_or_default();
    let traces = spellings.iter().map(|text| Traces::of(text)).collect();
    let mut looked = Looked { traces, lines: FoundLines::default() };
    if !looked.traces.is_empty() {
        looked.lines =
            lists::find_bad_lines(transaction, list, &looked.lines, |text| looked.says(text))?;
    }
    Ok(looked)
}

fn erase(
    transaction: &mut Transaction<'_>,
    list: ListId,
    item: ItemId,
    looked: &Looked,
    author: &Author,
) -> Result<Erased, EraseError> {
    let erasure = match lists::erase_item(transaction, list, item, author.at, &author.by)? {
        EraseItem::Erased(erasure) => *erasure,
        EraseItem::ErasedBefore(before) => {
            let seen = view::item(transaction, before, Vec::new(), author.at)?;
            return Ok(Erased { seen: wire::ErasedItem::before(seen), gone: vec![item] });
        }
        EraseItem::Present(present) => return Err(EraseError::Present(present.id)),
        EraseItem::NotFound => return Err(EraseError::NoItem(list, item)),
    };
    let Erasure { item: erased, others, present, import } = erasure;
    let gone: Vec<ItemId> = others.into_iter().chain([item]).collect();
    // An import that runs may have kept another one since. The list is locked, so none comes in between.
    let lines = lists::find_bad_lines(transaction, list, &looked.lines, |text| looked.says(text))?;
    lists::erase_bad_lines(transaction, &lines)?;
    let seen = wire::ErasedItem {
        item: view::item(transaction, erased, Vec::new(), author.at)?,
        items_erased: i64::try_from(gone.len()).unwrap_or(i64::MAX),
        present_items: present.iter().map(ToString::to_string).collect(),
        waiting_import: import.map(|import| import.to_string()),
    };
    erase_answers(transaction, &gone)?;
    compaction::note_erasure(transaction, author.at)?;
    for item in &gone {
        tell(transaction, list, *item, author)?;
    }
    Ok(Erased { seen, gone })
}

/// Each item has an event and an entry of its own: the entry is why its values may be gone from the record.
fn tell(
    transaction: &mut Transaction<'_>,
    list: ListId,
    item: ItemId,
    author: &Author,
) -> Result<(), StorageError> {
    author.record(transaction, "list.item_erased", Changed::List(list), json!({"item": item}))?;
    audit::erase_personal(transaction, Erasable::Item(item), author.at)?;
    author.audit(
        transaction,
        Action::ListItemErased,
        Subject::Item(list, item),
        Plain::none().after("erased", true),
        Personal::none(),
    )
}
