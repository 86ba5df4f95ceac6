//! Lists over HTTP: named, typed sets of values, their items, and CSV import.
//!
//! Items are read into typed values before they are kept. Which list matches what is the engine's business.

mod archive;
mod collection;
mod erase;
mod find_items;
mod import;
pub(crate) mod item_body;
mod items;
pub(crate) mod limits;
pub(crate) mod proposal;
mod revisions;
mod single;
mod traces;
mod used;
mod view;
pub(crate) mod wire;

pub(crate) use archive::hide;
pub(crate) use import::proposed;
pub use import::{Nodes, recover_imports};

use pointsman_domain::ids::ListId;
use pointsman_engine::{ListDirectory, ListRef};
use pointsman_storage::lists::{self, ArchivedFilter};
use pointsman_storage::{StorageError, Transaction};
use utoipa_axum::router::OpenApiRouter;

use crate::app::App;
use crate::problem::Problem;

/// Lists read at a time.
const AT_A_TIME: usize = 1_000;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(collection::endpoints())
        .merge(single::endpoints())
        .merge(archive::endpoints())
        .merge(items::endpoints())
        .merge(erase::endpoints())
        .merge(revisions::endpoints())
        .merge(import::endpoints())
}

/// Endpoints that read their body as a stream.
pub(crate) fn streamed_endpoints() -> OpenApiRouter<App> {
    import::streamed_endpoints()
}

/// All lists as the engine wants to know them, archived ones included.
pub(crate) fn directory(transaction: &mut Transaction<'_>) -> Result<ListDirectory, StorageError> {
    let mut found: Vec<ListRef> = Vec::new();
    let mut after = None;
    loop {
        let page = lists::page(transaction, ArchivedFilter::All, None, after.as_ref(), AT_A_TIME)?;
        found.extend(page.rows.into_iter().map(|list| ListRef {
            id: list.id,
            key: list.key,
            name: list.name,
            archived: list.archived_at.is_some(),
            items: u64::try_from(list.items).unwrap_or(0),
        }));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(ListDirectory::new(found)),
        }
    }
}

fn no_list(id: ListId) -> Problem {
    Problem::not_found("list", id)
}

fn archived(id: ListId) -> Problem {
    Problem::conflict("archived", format!("list `{id}` is archived and does not change any more"))
}
