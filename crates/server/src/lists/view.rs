//! Stored lists and items on their way out.

use pointsman_storage::lists::{Item, List};

use super::used::UsedLists;
use super::wire;

/// A list as callers see it.
pub(crate) fn list(list: List, used: &UsedLists) -> wire::List {
    wire::List {
        used_by: used.of_list(&list),
        id: list.id.to_string(),
        name: list.name,
        key: list.key.to_string(),
        kind: list.list_type.into(),
        description: list.description,
        items: list.items,
        revision: list.revision,
        created_at: list.created_at.into(),
        updated_at: list.updated_at.into(),
        archived_at: list.archived_at.map(Into::into),
    }
}

/// An item as callers see it; `warnings` say what was changed about the value as sent.
pub(crate) fn item(item: Item, warnings: Vec<String>) -> wire::Item {
    wire::Item {
        id: item.id.to_string(),
        value: item.value,
        added_at: item.added_at.into(),
        added_by: item.added_by.into(),
        note: item.note,
        warnings,
    }
}
