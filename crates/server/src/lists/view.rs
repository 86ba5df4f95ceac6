//! Stored lists and items on their way out, with when they matched and where they are used.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{ItemId, ListId};
use pointsman_domain::people::{Authority, WorkflowsSection};
use pointsman_storage::lists::{self, Item, LastMatch, List, Matches, Removal};
use pointsman_storage::{StorageError, Transaction};

use super::limits::RECENT_DAYS;
use super::used::UsedLists;
use super::wire;

const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;

/// Lists as `reader` may see them.
pub(crate) fn lists(
    transaction: &mut Transaction<'_>,
    lists: Vec<List>,
    reader: Authority,
    now: Timestamp,
) -> Result<Vec<wire::List>, StorageError> {
    let used = match reader.sees_workflows() {
        WorkflowsSection::Shown => Some(UsedLists::read(transaction, &lists)?),
        WorkflowsSection::Hidden => None,
    };
    let ids: Vec<ListId> = lists.iter().map(|list| list.id).collect();
    let mut matches = lists::matches_of_lists(transaction, &ids, recent(now))?;
    let seen = lists.into_iter().map(|list| wire::List {
        used_by: used.as_ref().map(|used| used.of_list(&list)),
        used_by_invariants: used.as_ref().map(|used| used.invariants(&list)),
        matches: matched(matches.remove(&list.id)),
        id: list.id.to_string(),
        name: list.name,
        key: list.key.to_string(),
        kind: list.kind.list_type().into(),
        field: list.kind.field().map(ToString::to_string),
        description: list.description,
        items: list.items,
        revision: list.revision,
        created_at: list.created_at.into(),
        updated_at: list.updated_at.into(),
        archived_at: list.archived_at.map(Into::into),
    });
    Ok(seen.collect())
}

/// A list as `reader` may see it.
pub(crate) fn list(
    transaction: &mut Transaction<'_>,
    list: List,
    reader: Authority,
    now: Timestamp,
) -> Result<wire::List, StorageError> {
    let mut seen = lists(transaction, vec![list], reader, now)?;
    seen.pop().ok_or(StorageError::Aborted)
}

/// Items as callers see them.
pub(crate) fn items(
    transaction: &mut Transaction<'_>,
    items: Vec<Item>,
    now: Timestamp,
) -> Result<Vec<wire::Item>, StorageError> {
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    let mut matches = lists::matches_of_items(transaction, &ids, recent(now))?;
    let seen = items.into_iter().map(|item| {
        let matches = matched(matches.remove(&item.id));
        one(item, matches)
    });
    Ok(seen.collect())
}

/// An item as callers see it; `warnings` say what was changed about the value as sent.
pub(crate) fn item(
    transaction: &mut Transaction<'_>,
    item: Item,
    warnings: Vec<String>,
    now: Timestamp,
) -> Result<wire::Item, StorageError> {
    let mut seen = items(transaction, vec![item], now)?;
    let item = seen.pop().ok_or(StorageError::Aborted)?;
    Ok(wire::Item { warnings, ..item })
}

fn one(item: Item, matches: wire::Matches) -> wire::Item {
    let keys = item.keys();
    let (removed, erased) = match item.removed.map(|removal| *removal) {
        None => (None, None),
        Some(Removal { revision, at, by, erased }) => {
            let erased = erased.map(|(at, by)| wire::Erased { at: at.into(), by: by.into() });
            (Some(wire::Removed { revision, at: at.into(), by: by.into() }), erased)
        }
    };
    wire::Item {
        id: item.id.to_string(),
        text: keys.as_ref().map(ToString::to_string),
        parts: keys.map(Into::into).unwrap_or_default(),
        added_revision: item.added_revision,
        added_at: item.added_at.into(),
        added_by: item.added_by.into(),
        note: item.note,
        removed,
        erased,
        matches,
        warnings: Vec::new(),
    }
}

fn matched(found: Option<Matches>) -> wire::Matches {
    let Matches { last, recent, recent_more } = found.unwrap_or_default();
    wire::Matches {
        last: last.map(|LastMatch { inquiry, at }| wire::LastMatch {
            inquiry: inquiry.to_string(),
            at: at.into(),
        }),
        recent: i64::try_from(recent).unwrap_or(i64::MAX),
        recent_more,
        recent_days: RECENT_DAYS,
    }
}

fn recent(now: Timestamp) -> Timestamp {
    now.plus_seconds(-RECENT_DAYS * SECONDS_OF_A_DAY)
}
